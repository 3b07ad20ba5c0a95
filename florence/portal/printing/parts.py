"""The parts of a copy as printed sections: lines, tables of values, and texts."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.portal.rules.conditions import condition_line
from florence.portal.rules.entries import (
    allergy_line,
    document_line,
    procedure_line,
    vaccination_line,
    visit_line,
)
from florence.portal.rules.lines import Line
from florence.portal.rules.medicines import medicine_line
from florence.portal.rules.parts import PART_TITLES
from florence.portal.rules.results import plain_test_name, sentence_of, value_words
from florence.portal.rules.times import day_words
from florence.records.reading import copies
from florence.records.reading.allergies import read_allergy
from florence.records.reading.concepts import name_of
from florence.records.reading.copies import CopiedEntry, RecordCopy
from florence.records.reading.documents import read_document
from florence.records.reading.immunisations import read_immunisation
from florence.records.reading.measurements import Measurement, is_withdrawn, read_measurement
from florence.records.reading.medicines import read_medicine
from florence.records.reading.narratives import passages_of
from florence.records.reading.people import Person, person_in
from florence.records.reading.problems import read_problem
from florence.records.reading.procedures import read_procedure
from florence.records.reading.times import read_moment
from florence.records.reading.visits import read_visit

Content = dict[str, Any]

_WITHDRAWN = "entered-in-error"
_KINDS: dict[str, Promise] = {
    "CarePlan": gettext_lazy("Plan of care"),
    "CareTeam": gettext_lazy("Team of care"),
    "Claim": gettext_lazy("Bill to the insurance"),
    "Device": gettext_lazy("Device"),
    "ExplanationOfBenefit": gettext_lazy("Answer of the insurance"),
    "FamilyMemberHistory": gettext_lazy("Illness in the family"),
    "Goal": gettext_lazy("Goal"),
    "ImagingStudy": gettext_lazy("Pictures such as X-rays"),
    "ServiceRequest": gettext_lazy("Request"),
}


def sections_of(copy: RecordCopy) -> list[Content]:
    """The wished parts in their order; a part without entries says so."""
    return [_section(copy, part) for part in copies.PARTS if part in copy.wish.parts]


def _section(copy: RecordCopy, part: str) -> Content:
    section: Content = {"title": str(PART_TITLES[part]), "lines": [], "tables": [], "texts": []}
    entries = [entry for entry in copy.of_part(part) if not _is_withdrawn(entry.resource)]
    if part in (copies.RESULTS, copies.MEASUREMENTS):
        section["tables"] = _tables(copy, entries)
    elif part == copies.DOCUMENTS:
        section["texts"] = [_text(copy, entry) for entry in entries]
    else:
        section["lines"] = [_printed(_LINES[part](copy, entry)) for entry in entries]
    return section


def _allergy(copy: RecordCopy, entry: CopiedEntry) -> Line:
    return allergy_line(read_allergy(entry.row, entry.resource, copy.names))


def _condition(copy: RecordCopy, entry: CopiedEntry) -> Line:
    return condition_line(read_problem(entry.row, entry.resource, copy.names))


def _medicine(copy: RecordCopy, entry: CopiedEntry) -> Line:
    return medicine_line(read_medicine(entry.row, entry.resource, copy.names))


def _vaccination(copy: RecordCopy, entry: CopiedEntry) -> Line:
    return vaccination_line(read_immunisation(entry.row, entry.resource, copy.names))


def _visit(copy: RecordCopy, entry: CopiedEntry) -> Line:
    return visit_line(read_visit(entry.row, entry.resource, copy.names))


def _procedure(copy: RecordCopy, entry: CopiedEntry) -> Line:
    return procedure_line(read_procedure(entry.row, entry.resource, copy.names))


def _other(copy: RecordCopy, entry: CopiedEntry) -> Line:
    kind = str(_KINDS.get(entry.resource["resourceType"], _("Other entry")))
    concept = entry.resource.get("code") or entry.resource.get("description") or {}
    named = name_of(concept) if isinstance(concept, dict) and concept else str(concept or "")
    return Line(
        title=named or kind, details=(kind,) if named else (), when=day_words(read_moment(entry.row.starts))
    )


_LINES: dict[str, Callable[[RecordCopy, CopiedEntry], Line]] = {
    copies.ALLERGIES: _allergy,
    copies.CONDITIONS: _condition,
    copies.MEDICINES: _medicine,
    copies.VACCINATIONS: _vaccination,
    copies.VISITS: _visit,
    copies.PROCEDURES: _procedure,
    copies.OTHER: _other,
}


def _tables(copy: RecordCopy, entries: list[CopiedEntry]) -> list[Content]:
    """A table for each test, with its values from the newest to the oldest."""
    person = person_in(copy.patients[0]) if copy.patients else Person()
    tables: dict[str, list[Content]] = {}
    for entry in entries:
        if entry.resource["resourceType"] != "Observation" or is_withdrawn(entry.resource):
            continue
        measurement = read_measurement(entry.row, entry.resource, copy.names, person)
        tables.setdefault(plain_test_name(measurement), []).append(_value(measurement))
    return [{"title": title, "rows": rows} for title, rows in sorted(tables.items())]


def _value(measurement: Measurement) -> Content:
    said = sentence_of(measurement) if measurement.is_abnormal else ""
    return {
        "when": day_words(measurement.at) or _("Day not known"),
        "value": value_words(measurement),
        "usual": measurement.usual_words,
        "note": ". ".join(words for words in (said, measurement.note) if words),
    }


def _text(copy: RecordCopy, entry: CopiedEntry) -> Content:
    line = document_line(read_document(entry.row, entry.resource, copy.names))
    passages = [{"title": p.title, "paragraphs": list(p.paragraphs)} for p in passages_of(entry.resource)]
    return _printed(line) | {"passages": passages}


def _printed(line: Line) -> Content:
    return {
        "title": line.title,
        "details": list(line.details),
        "when": line.when,
        "mark": line.mark.words if line.mark else "",
    }


def _is_withdrawn(resource: dict[str, Any]) -> bool:
    verification = resource.get("verificationStatus") or {}
    codes = {coding.get("code") for coding in verification.get("coding") or ()}
    return resource.get("status") == _WITHDRAWN or _WITHDRAWN in codes
