"""Who wrote an entry, as a FHIR Reference: with the professional's resource when the account has one."""

from typing import Any

from florence.security.actors import Actor
from florence.security.doors import step
from florence.staff.models import Practitioner


@step
def author_of(actor: Actor) -> dict[str, Any]:
    """The actor by name, and by reference when a Practitioner belongs to the account."""
    found = Practitioner.objects.filter(account_id=actor.id).first() if actor.id else None
    if found is None:
        return {"display": actor.display}
    return {"reference": f"Practitioner/{found.id}", "display": found.name or actor.display}
