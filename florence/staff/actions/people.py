"""Practitioners: taken on, changed, and marked as gone."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action, step
from florence.security.models import Account, Unit
from florence.security.resource_store import place_of_house
from florence.staff import policies
from florence.staff.models import Practitioner, PractitionerRole
from florence.staff.specialties import SPECIALTIES, SYSTEM, specialty_words
from florence.staff.store import PRACTITIONER_ROLES, PRACTITIONERS


class StaffRefused(ActionError):
    """A practitioner could not be stored; the sentence says why."""


@dataclass(frozen=True)
class StaffWords:
    """What the directory says of a professional; `unit_id` names a unit of rights."""

    family: str
    given: str = ""
    title: str = ""
    specialty: str = ""
    unit_id: UUID | None = None
    account_id: UUID | None = None

    @property
    def shown(self) -> str:
        """Title, given and family name in this order."""
        parts = (self.title.strip(), self.given.strip(), self.family.strip())
        return " ".join(word for word in parts if word)


@action(may=policies.may_add_practitioner)
def add_practitioner(actor: Actor, *, words: StaffWords) -> Practitioner:
    """Put a professional into the directory, with one specialty in one department.

    Raises StaffRefused for an unknown specialty or department, or an account that somebody has already.
    """
    return store_practitioner(words)


@step
def store_practitioner(words: StaffWords) -> Practitioner:
    """Store a Practitioner and its PractitionerRole."""
    _refuse(words)
    practitioner = PRACTITIONERS.add(
        _practitioner(words),
        place_of_house(),
        account_id=words.account_id,
        name=words.shown,
        profession=words.specialty,
    )
    _store_role(practitioner, words)
    return practitioner


@action(may=policies.may_change_practitioner)
def change_practitioner(
    actor: Actor, *, practitioner_id: UUID, words: StaffWords, expected_version: int
) -> Practitioner:
    """Change a professional; raises StaffRefused, VersionConflict when somebody changed it meanwhile."""
    _refuse(words, apart_from=practitioner_id)
    known = PRACTITIONERS.open(PRACTITIONERS.get(practitioner_id))
    changed = PRACTITIONERS.change(
        practitioner_id,
        known | _practitioner(words),
        place_of_house(),
        expected_version=expected_version,
        account_id=words.account_id,
        name=words.shown,
        profession=words.specialty,
    )
    _change_role(changed, words)
    return changed


@action(may=policies.may_manage_practitioner)
def mark_as_gone(actor: Actor, *, practitioner_id: UUID) -> None:
    """Mark a professional as gone; what they signed stays. The account is ended on the page of accounts."""
    row = PRACTITIONERS.lock(practitioner_id)
    if row.left_at is not None:
        raise StaffRefused(_("This person has left already."))
    resource = PRACTITIONERS.open(row) | {"active": False}
    PRACTITIONERS.change(
        practitioner_id, resource, place_of_house(), expected_version=None, left_at=clock.now()
    )


def _store_role(practitioner: Practitioner, words: StaffWords) -> PractitionerRole:
    return PRACTITIONER_ROLES.add(
        _role(practitioner, words.specialty),
        place_of_house(),
        practitioner=practitioner,
        unit_id=words.unit_id,
        specialty=words.specialty,
    )


def _change_role(practitioner: Practitioner, words: StaffWords) -> None:
    role = PractitionerRole.objects.filter(practitioner_id=practitioner.id).first()
    if role is None:
        _store_role(practitioner, words)
        return
    PRACTITIONER_ROLES.change(
        role.id,
        _role(practitioner, words.specialty),
        place_of_house(),
        expected_version=None,
        unit_id=words.unit_id,
        specialty=words.specialty,
    )


def _refuse(words: StaffWords, *, apart_from: UUID | None = None) -> None:
    if not words.family.strip():
        raise StaffRefused(_("Enter a name."))
    if words.specialty not in SPECIALTIES:
        raise StaffRefused(_("Choose a specialty from the list."))
    if words.unit_id is not None and not _is_open(words.unit_id):
        raise StaffRefused(_("Choose a department that is open."))
    if words.account_id is not None:
        _refuse_account(words.account_id, apart_from)


def _is_open(unit_id: UUID) -> bool:
    return Unit.objects.filter(id=unit_id, closed_at__isnull=True).exists()


def _refuse_account(account_id: UUID, apart_from: UUID | None) -> None:
    if not Account.objects.filter(id=account_id).exists():
        raise StaffRefused(_("Choose an account from the list."))
    holder = Practitioner.objects.filter(account_id=account_id).values_list("id", flat=True).first()
    if holder is not None and holder != apart_from:
        raise StaffRefused(_("This account belongs to somebody else in the directory."))


def _practitioner(words: StaffWords) -> dict[str, Any]:
    name: dict[str, Any] = {"use": "official", "family": words.family.strip()}
    if words.given.strip():
        name["given"] = words.given.split()
    if words.title.strip():
        name["prefix"] = [words.title.strip()]
    return {"resourceType": "Practitioner", "active": True, "name": [name]}


def _role(practitioner: Practitioner, specialty: str) -> dict[str, Any]:
    coding = {"system": SYSTEM, "code": specialty, "display": specialty_words(specialty)}
    return {
        "resourceType": "PractitionerRole",
        "active": True,
        "practitioner": {"reference": f"Practitioner/{practitioner.id}", "display": practitioner.name},
        "specialty": [{"coding": [coding]}],
    }
