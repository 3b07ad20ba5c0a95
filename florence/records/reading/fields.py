"""An entry as labelled fields in words, for comparing its versions: what changed, not how it is coded."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from florence.records.reading.allergies import read_allergy
from florence.records.reading.documents import read_document
from florence.records.reading.family import read_family
from florence.records.reading.immunisations import read_immunisation
from florence.records.reading.measurements import read_measurement
from florence.records.reading.medicines import read_medicine
from florence.records.reading.narratives import passages_of
from florence.records.reading.people import Person
from florence.records.reading.problems import read_problem
from florence.records.reading.procedures import read_procedure
from florence.records.reading.times import RecordedTime, time_in

Resource = dict[str, Any]
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Field:
    """One field of an entry in words; "" when it says nothing."""

    label: str
    words: str


def fields_of(resource: Resource) -> list[Field]:
    """The fields of an entry that people write, in the order of its form; none for types without an own form."""
    reader = _READERS.get(resource.get("resourceType", ""))
    if reader is None:
        return []
    return [Field(label, words) for label, words in reader(resource, _row(resource))]


def _row(resource: Resource) -> Any:
    at = time_in(resource, "effective")
    return SimpleNamespace(id=NOBODY, version=0, starts=at.starts if at else None)


def _time(time: RecordedTime | None) -> str:
    return time.words if time else ""


def _allergy(resource: Resource, row: Any) -> list[tuple[str, str]]:
    entry = read_allergy(row, resource, {})
    return [
        (_("Substance"), entry.substance),
        (_("Reactions"), ", ".join(entry.reactions)),
        (_("Severity"), entry.severity),
        (_("How sure"), entry.verification),
        (_("Status"), entry.status),
        (_("Since"), _time(entry.since)),
        (_("Note"), entry.note),
    ]


def _problem(resource: Resource, row: Any) -> list[tuple[str, str]]:
    entry = read_problem(row, resource, {})
    return [
        (_("Problem"), entry.name),
        (_("Code"), entry.code),
        (_("How sure"), entry.verification),
        (_("Status"), entry.status),
        (_("Since"), _time(entry.since)),
        (_("Until"), _time(entry.until)),
        (_("Note"), entry.note),
    ]


def _measurement(resource: Resource, row: Any) -> list[tuple[str, str]]:
    entry = read_measurement(row, resource, {}, Person())
    return [
        (entry.name, entry.words),
        (_("Taken"), _time(entry.at)),
        (_("Note"), entry.note),
    ]


def _medicine(resource: Resource, row: Any) -> list[tuple[str, str]]:
    entry = read_medicine(row, resource, {})
    return [
        (_("Medicine"), entry.name),
        (_("Dose"), entry.how),
        (_("Status"), entry.status),
        (_("Since"), _time(entry.started)),
        (_("Note"), entry.note),
    ]


def _immunisation(resource: Resource, row: Any) -> list[tuple[str, str]]:
    entry = read_immunisation(row, resource, {})
    return [
        (_("Vaccine"), entry.vaccine),
        (_("Given"), _time(entry.given)),
        (_("Lot"), entry.lot),
        (_("Status"), entry.status),
        (_("Note"), entry.note),
    ]


def _procedure(resource: Resource, row: Any) -> list[tuple[str, str]]:
    entry = read_procedure(row, resource, {})
    return [
        (_("Procedure"), entry.name),
        (_("When"), _time(entry.performed)),
        (_("Status"), entry.status),
        (_("Note"), entry.note),
    ]


def _family(resource: Resource, row: Any) -> list[tuple[str, str]]:
    entry = read_family(row, resource, {})
    return [
        (_("Relative"), entry.relative),
        (_("Illness"), "; ".join(entry.illnesses)),
        (_("Note"), entry.note),
    ]


def _document(resource: Resource, row: Any) -> list[tuple[str, str]]:
    entry = read_document(row, resource, {})
    return [
        (_("Title"), entry.title),
        (_("Status"), entry.status),
        (
            _("Text"),
            "\n".join(line for each in passages_of(resource) for line in each.paragraphs) or entry.text,
        ),
    ]


_READERS: dict[str, Callable[[Resource, Any], list[tuple[str, str]]]] = {
    "AllergyIntolerance": _allergy,
    "Condition": _problem,
    "Observation": _measurement,
    "MedicationRequest": _medicine,
    "MedicationStatement": _medicine,
    "Immunization": _immunisation,
    "Procedure": _procedure,
    "FamilyMemberHistory": _family,
    "DiagnosticReport": _document,
    "DocumentReference": _document,
    "Composition": _document,
}
