"""Illness in the family."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.fhir.rows import ResourceRow
from florence.records.reading.concepts import code_in, name_of, notes_of, words_of
from florence.records.reading.people import author_of
from florence.records.reading.times import RecordedTime, read_time, time_in

# Codes of HL7 v3 RoleCode (FamilyMember), as FHIR R4 uses them for relationships.
ROLE_CODE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
RELATIVES: dict[str, Promise] = {
    "MTH": gettext_lazy("Mother"),
    "FTH": gettext_lazy("Father"),
    "SIS": gettext_lazy("Sister"),
    "BRO": gettext_lazy("Brother"),
    "DAUC": gettext_lazy("Daughter"),
    "SONC": gettext_lazy("Son"),
    "GRMTH": gettext_lazy("Grandmother"),
    "GRFTH": gettext_lazy("Grandfather"),
    "AUNT": gettext_lazy("Aunt"),
    "UNCLE": gettext_lazy("Uncle"),
    "FAMMEMB": gettext_lazy("Another relative"),
}


@dataclass(frozen=True)
class FamilyIllness:
    """One relative and the illnesses known of them."""

    id: UUID
    version: int
    relative: str
    illnesses: tuple[str, ...]
    is_withdrawn: bool
    recorded: RecordedTime | None
    author: str
    note: str


def read_family(row: ResourceRow, resource: dict[str, Any], names: Mapping[str, str]) -> FamilyIllness:
    """The entry that a FamilyMemberHistory makes."""
    relationship = resource.get("relationship")
    known = RELATIVES.get(code_in(relationship, ROLE_CODE))
    return FamilyIllness(
        id=row.id,
        version=row.version,
        relative=str(known) if known else words_of(relationship) or _("A relative"),
        illnesses=tuple(_illness(condition) for condition in resource.get("condition") or ()),
        is_withdrawn=resource.get("status") == "entered-in-error",
        recorded=read_time(resource.get("date")),
        author=author_of(resource, names) or _extension_author(resource),
        note=notes_of(resource),
    )


def _illness(condition: dict[str, Any]) -> str:
    name, onset = name_of(condition.get("code")), time_in(condition, "onset")
    return f"{name}, {onset.words}" if onset else name


def _extension_author(resource: dict[str, Any]) -> str:
    """FamilyMemberHistory has no element for its author: the author of its first note."""
    return next((str(n["authorString"]) for n in resource.get("note") or () if n.get("authorString")), "")
