"""The staff directory."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from florence.security.models import Account
from florence.security.queries.accounts import accounts_within
from florence.security.territory import WHOLE_HOUSE, Territory
from florence.staff.models import Practitioner, PractitionerRole
from florence.staff.specialties import SPECIALTIES, specialty_words
from florence.staff.store import PRACTITIONERS

PAGE = 50


@dataclass(frozen=True)
class StaffLine:
    """One professional of the house in the directory."""

    id: UUID
    name: str
    specialty: str
    unit: str
    has_account: bool
    has_left: bool
    unit_id: UUID | None


def list_staff(
    *, text: str = "", specialty: str = "", page: int = 1, within: Territory = WHOLE_HOUSE
) -> list[StaffLine]:
    """A page of the professionals of the house, or of departments within, by name; those who left at the end."""
    role = PractitionerRole.objects.filter(practitioner_id=OuterRef("id"))
    found = _matching(text, specialty, within).annotate(
        unit=Subquery(role.values("unit_id")[:1]),
        unit_name=Subquery(role.values("unit__name")[:1]),
        specialty_code=Subquery(role.values("specialty")[:1]),
    )
    start = (page - 1) * PAGE
    return [
        StaffLine(
            id=row.id,
            name=row.name,
            specialty=specialty_words(row.specialty_code or ""),
            unit=row.unit_name or "",
            has_account=row.account_id is not None,
            has_left=row.left_at is not None,
            unit_id=row.unit,
        )
        for row in found.order_by("left_at", "name")[start : start + PAGE]
    ]


def count_staff(*, text: str = "", specialty: str = "", within: Territory = WHOLE_HOUSE) -> int:
    """How many professionals match."""
    return _matching(text, specialty, within).count()


def get_practitioner(practitioner_id: UUID) -> tuple[Practitioner, dict[str, str]]:
    """A professional with the words that a form shows; raises NoSuchResource."""
    row = PRACTITIONERS.get(practitioner_id)
    name = (PRACTITIONERS.open(row).get("name") or [{}])[0]
    role = PractitionerRole.objects.filter(practitioner_id=practitioner_id).first()
    return row, {
        "family": name.get("family", ""),
        "given": " ".join(name.get("given", ())),
        "title": " ".join(name.get("prefix", ())),
        "specialty": role.specialty if role else "",
        "unit_id": str(role.unit_id) if role and role.unit_id else "",
        "account_id": str(row.account_id) if row.account_id else "",
    }


def list_free_accounts(practitioner_id: UUID | None = None, within: Territory = WHOLE_HOUSE) -> list[Account]:
    """The accounts within that belong to nobody in the directory, and that of this professional."""
    taken = Practitioner.objects.filter(account__isnull=False)
    own = taken.filter(id__in=[practitioner_id] if practitioner_id else [])
    free = accounts_within(within).filter(is_active=True, is_patient=False)
    offered = Q(id__in=free.exclude(id__in=taken.values("account_id")).values("id"))
    found = Account.objects.filter(offered | Q(id__in=own.values("account_id")))
    return list(found.order_by("display_name"))


def name_of_account(account_id: UUID) -> str:
    """The name under which an account's holder signs: as in the directory, else as in the account."""
    found = Practitioner.objects.filter(account_id=account_id).values_list("name", flat=True).first()
    if found:
        return found
    return Account.objects.filter(id=account_id).values_list("display_name", flat=True).first() or ""


def _matching(text: str, specialty: str, within: Territory) -> "QuerySet[Practitioner]":
    found = Practitioner.objects.filter(deleted=False, profession__in=SPECIALTIES)
    if not within.is_whole_house:
        roles = PractitionerRole.objects.filter(unit_id__in=within.units, deleted=False)
        found = found.filter(id__in=roles.values("practitioner_id"))
    if text.strip():
        found = found.filter(name__icontains=text.strip())
    return found.filter(profession=specialty) if specialty else found
