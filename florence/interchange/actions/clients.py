"""Registering the programs that may exchange records."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from oauth2_provider.models import Application

from florence.foundation import clock
from florence.interchange import policies, scopes
from florence.interchange.models import RegisteredClient
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action, step
from florence.security.models import Account

# No mail reaches a program: its account only carries its name and its end.
DOMAIN = "programs.invalid"


class NotAScope(ActionError):
    """A scope is not one that Florence knows."""


@action(may=policies.may_manage_clients)
def register_client(
    actor: Actor, *, name: str, client_id: str, secret: str, granted: Sequence[str]
) -> RegisteredClient:
    """Register a program with an id, a secret and its scopes; raises NotAScope."""
    return add_client(name=name, client_id=client_id, secret=secret, granted=granted)


@step
def add_client(
    *,
    name: str,
    client_id: str,
    secret: str,
    granted: Sequence[str],
    domain: str = DOMAIN,
    depth: tuple[int, Sequence[str]] = (0, ()),
) -> RegisteredClient:
    """Store a program; `depth` is the level and the sensitive categories that it may see. The secret is hashed."""
    for scope in granted:
        if scopes.parse(scope) is None:
            raise NotAScope(_("“%(scope)s” is not a scope such as system/Observation.rs.") % {"scope": scope})
    account = Account(email=f"{client_id}@{domain}", display_name=name, created_at=clock.now())
    account.set_unusable_password()
    account.save(force_insert=True)
    application = Application.objects.create(
        client_id=client_id,
        client_secret=secret,
        name=name,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )
    level, categories = depth
    return RegisteredClient.objects.create(
        application=application,
        account=account,
        scopes=list(granted),
        level=level,
        categories=sorted(categories),
    )
