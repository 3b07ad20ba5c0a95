"""The permissions of the staff directory, and who may change which entry of it."""

from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from florence.security.account_policies import is_account_within
from florence.security.actors import Actor
from florence.security.decisions import ALLOWED, Decision, refuse
from florence.security.policies import first_refusal, permitted_at
from florence.security.territory import territory_of
from florence.staff.models import Practitioner, PractitionerRole


class Permission(StrEnum):
    """What a role can allow with staff."""

    READ_STAFF = "staff.read_staff"
    MANAGE_STAFF = "staff.manage_staff"


class Entry(Protocol):
    """What the directory is to say of somebody, as far as rights go."""

    @property
    def unit_id(self) -> UUID | None: ...

    @property
    def account_id(self) -> UUID | None: ...


def may_add_practitioner(actor: Actor, *, words: Entry, **_words: object) -> Decision:
    """Administrators of the department; without one, of the whole house."""
    return first_refusal(
        permitted_at(actor, Permission.MANAGE_STAFF, [words.unit_id]), _may_link(actor, words.account_id)
    )


def may_change_practitioner(
    actor: Actor, *, practitioner_id: UUID, words: Entry, **_words: object
) -> Decision:
    """Administrators of every department in which the person works, and of the one where they are to work."""
    known = Practitioner.objects.filter(id=practitioner_id).values_list("account_id", flat=True).first()
    return first_refusal(
        may_manage_practitioner(actor, practitioner_id=practitioner_id),
        permitted_at(actor, Permission.MANAGE_STAFF, [words.unit_id]),
        _may_link(actor, words.account_id) if words.account_id != known else ALLOWED,
    )


def may_manage_practitioner(actor: Actor, *, practitioner_id: UUID, **_words: object) -> Decision:
    """Administrators of every department in which the person works."""
    roles = PractitionerRole.objects.filter(practitioner_id=practitioner_id, deleted=False)
    units = list(roles.values_list("unit_id", flat=True))
    return permitted_at(actor, Permission.MANAGE_STAFF, units or [None])


def _may_link(actor: Actor, account_id: UUID | None) -> Decision:
    if account_id is None or is_account_within(territory_of(actor, Permission.MANAGE_STAFF), account_id):
        return ALLOWED
    return refuse(_("This account does not belong to your department."))
