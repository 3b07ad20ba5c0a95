"""The permissions of the house."""

from enum import StrEnum

from florence.security.actors import Actor
from florence.security.decisions import Decision
from florence.security.policies import permitted


class Permission(StrEnum):
    """What a role can allow with the house and its places."""

    READ_PLACES = "hospital.read_places"
    MANAGE_PLACES = "hospital.manage_places"


def may_manage_places(actor: Actor, **_words: object) -> Decision:
    """Administrators."""
    return permitted(actor, Permission.MANAGE_PLACES)
