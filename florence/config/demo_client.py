"""The program with which one can try the FHIR server of the demo hospital; its secret is known to everyone."""

from oauth2_provider.models import Application

from florence.config.demo_refusal import DEMO_CLIENT, DEMO_DOMAIN
from florence.interchange.actions.clients import add_client
from florence.security.actors import system_actor
from florence.security.labels import SENSITIVE, VERY_RESTRICTED
from florence.security.scope import scope

DEMO_SECRET = "florence-demo-secret"  # noqa: S105  known to everyone on purpose: a demo only
DEMO_SCOPES = ("system/*.cruds",)


def ensure_demo_client() -> None:
    """Register the demo client, unless it is there."""
    if Application.objects.filter(client_id=DEMO_CLIENT).exists():
        return
    with scope(system_actor("demo"), "demo.client"):
        add_client(
            name="Demo program",
            client_id=DEMO_CLIENT,
            secret=DEMO_SECRET,
            granted=DEMO_SCOPES,
            domain=DEMO_DOMAIN,
            depth=(VERY_RESTRICTED, tuple(SENSITIVE)),
        )
