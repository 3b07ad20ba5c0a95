"""A copy of a record: which part each entry belongs to, and the copy as a FHIR R4 bundle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from florence.fhir.rows import ResourceRow
from florence.foundation.identifiers import new_id
from florence.records.reading.concepts import first_code

Resource = dict[str, Any]

ALLERGIES, CONDITIONS, MEDICINES, VACCINATIONS = "allergies", "conditions", "medicines", "vaccinations"
RESULTS, MEASUREMENTS, VISITS = "results", "measurements", "visits"
PROCEDURES, DOCUMENTS, OTHER = "procedures", "documents", "other"
PARTS = (
    *(ALLERGIES, CONDITIONS, MEDICINES, VACCINATIONS, RESULTS),
    *(MEASUREMENTS, VISITS, PROCEDURES, DOCUMENTS, OTHER),
)
# Copied whole whatever the period: a list of allergies or medicines with gaps would be dangerous.
STANDING = frozenset({ALLERGIES, CONDITIONS, MEDICINES})

_BY_TYPE = {
    "AllergyIntolerance": ALLERGIES,
    "Condition": CONDITIONS,
    "MedicationRequest": MEDICINES,
    "MedicationStatement": MEDICINES,
    "MedicationAdministration": MEDICINES,
    "MedicationDispense": MEDICINES,
    "Immunization": VACCINATIONS,
    "Encounter": VISITS,
    "Procedure": PROCEDURES,
    "Composition": DOCUMENTS,
    "DocumentReference": DOCUMENTS,
}


@dataclass(frozen=True)
class CopyWish:
    """What is to be copied: parts by name, and [since, until] as days, either of which may be open."""

    parts: frozenset[str]
    since: date | None = None
    until: date | None = None


class CopiedEntry(NamedTuple):
    """One entry of a copy: its part, its row, and its resource."""

    part: str
    row: ResourceRow
    resource: Resource


@dataclass(frozen=True)
class RecordCopy:
    """What was handed out: the person's Patient resources, the own one first, and the entries, newest first.

    `names` are those behind references to professionals and organisations.
    """

    patients: tuple[Resource, ...]
    entries: tuple[CopiedEntry, ...]
    names: Mapping[str, str]
    wish: CopyWish
    made_at: datetime

    def of_part(self, part: str) -> list[CopiedEntry]:
        """The entries of one part."""
        return [entry for entry in self.entries if entry.part == part]


def part_of(resource: Resource) -> str:
    """The part of the record that a resource belongs to."""
    kind = resource["resourceType"]
    if kind == "Observation":
        return RESULTS if _category(resource) == "laboratory" else MEASUREMENTS
    if kind == "DiagnosticReport":
        return RESULTS if _category(resource) in ("LAB", "laboratory") else DOCUMENTS
    return _BY_TYPE.get(kind, OTHER)


def bundle_of(copy: RecordCopy, base: str) -> Resource:
    """The copy as a FHIR R4 Bundle of type collection; `base` is the address under which references resolve."""
    resources = [*copy.patients, *(entry.resource for entry in copy.entries), *_named(copy.names)]
    return {
        "resourceType": "Bundle",
        "id": str(new_id()),
        "type": "collection",
        "timestamp": copy.made_at.isoformat(timespec="seconds"),
        "entry": [
            {"fullUrl": f"{base}/{resource['resourceType']}/{resource['id']}", "resource": resource}
            for resource in resources
        ],
    }


def _named(names: Mapping[str, str]) -> Iterable[Resource]:
    """The professionals and organisations that are referred to, by name alone: their other data is theirs."""
    for reference, name in names.items():
        kind, _, key = reference.partition("/")
        shown: Any = [{"text": name}] if kind == "Practitioner" else name
        yield {"resourceType": kind, "id": key, "name": shown}


def _category(resource: Resource) -> str:
    return first_code(next(iter(resource.get("category") or ()), None))
