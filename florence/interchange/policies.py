"""Who may exchange which types of resources with Florence."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from florence.interchange import scopes
from florence.interchange.callers import Caller
from florence.records.policies import may_exchange
from florence.security.actors import Actor
from florence.security.decisions import ALLOWED, Decision, refuse
from florence.security.policies import permitted

WRITING = frozenset((scopes.CREATE, scopes.UPDATE, scopes.DELETE))


class Permission(StrEnum):
    """What a role can allow with the programs of others."""

    MANAGE_CLIENTS = "interchange.manage_clients"


def may_manage_clients(actor: Actor, **_words: object) -> Decision:
    """Those who hold the permission."""
    return permitted(actor, Permission.MANAGE_CLIENTS)


def may_interact(caller: Caller, kind: str, letter: str, readable_with: Sequence[str]) -> Decision:
    """Whether the token's scopes and the actor's rights allow an interaction (a letter of cruds) with a type.

    Programs write and read by their registration; people read what their role lets them read, and write on
    screens only.
    """
    if not caller.is_granted(kind, letter):
        return refuse(_("The access token does not cover this."))
    if letter in WRITING or caller.actor.kind != "account":
        return may_exchange(caller.actor)
    if not readable_with or any(caller.actor.has(permission) for permission in readable_with):
        return ALLOWED
    return refuse(_("Your role does not include this. Your administrator can add it."))


def is_same_person(asked: UUID, persons: Sequence[UUID]) -> bool:
    """Whether a person is among those that a token is narrowed to; every person is when it is not narrowed."""
    return not persons or asked in persons
