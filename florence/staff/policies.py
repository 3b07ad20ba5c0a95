"""The permissions of the staff directory."""

from enum import StrEnum

from florence.security.actors import Actor
from florence.security.decisions import Decision
from florence.security.policies import permitted


class Permission(StrEnum):
    """What a role can allow with staff."""

    READ_STAFF = "staff.read_staff"
    MANAGE_STAFF = "staff.manage_staff"


def may_manage_staff(actor: Actor, **_words: object) -> Decision:
    """Administrators."""
    return permitted(actor, Permission.MANAGE_STAFF)
