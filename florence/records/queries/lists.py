"""The lists of the chart, each as its presenters make it; the same entry of linked records is shown once."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F

from florence.records.models import Encounter
from florence.records.queries.facts import ALL, Fact, Wanted, list_facts
from florence.records.queries.named import names_in
from florence.records.reading.allergies import Allergy, read_allergy
from florence.records.reading.documents import Document, read_document
from florence.records.reading.family import FamilyIllness, read_family
from florence.records.reading.immunisations import Immunisation, read_immunisation
from florence.records.reading.medicines import Medicine, read_medicine
from florence.records.reading.problems import Problem, read_problem
from florence.records.reading.procedures import Procedure, read_procedure
from florence.records.reading.visits import Visit, read_visit
from florence.records.store import ENCOUNTERS

Entry = TypeVar("Entry")
Subjects = Sequence[UUID]
Reader = Callable[[Any, dict[str, Any], Mapping[str, str]], Entry]

MEDICINES = ("MedicationRequest", "MedicationStatement")
DOCUMENTS = ("DocumentReference", "Composition", "DiagnosticReport")


def list_allergies(subjects: Subjects) -> list[Allergy]:
    """Every allergy and statement: active ones first, the severe before others, then by name."""
    found = _once(subjects, _read(list_facts(subjects, "AllergyIntolerance"), read_allergy), _allergy_key)
    return sorted(
        found, key=lambda a: (not a.is_active, a.is_statement, not a.is_severe, a.substance.casefold())
    )


def list_problems(subjects: Subjects, wanted: Wanted = ALL) -> list[Problem]:
    """Problems: active ones first, then the newest."""
    found = _once(
        subjects, _read(list_facts(subjects, "Condition", wanted=wanted), read_problem), _problem_key
    )
    return sorted(found, key=lambda problem: (problem.is_withdrawn, not problem.is_active))


def list_medicines(subjects: Subjects, wanted: Wanted = ALL) -> list[Medicine]:
    """Medicines: current ones first, then the newest; a medicine that is still taken is listed once."""
    found = _first_of_each(
        _read(list_facts(subjects, *MEDICINES, wanted=wanted), read_medicine), _medicine_key
    )
    return sorted(found, key=lambda medicine: not medicine.is_current)


def list_immunisations(subjects: Subjects, wanted: Wanted = ALL) -> list[Immunisation]:
    """Immunisations, newest first."""
    facts = list_facts(subjects, "Immunization", wanted=wanted)
    return _once(subjects, _read(facts, read_immunisation), _immunisation_key)


def list_procedures(subjects: Subjects, wanted: Wanted = ALL) -> list[Procedure]:
    """Procedures, newest first."""
    return _once(
        subjects, _read(list_facts(subjects, "Procedure", wanted=wanted), read_procedure), _procedure_key
    )


def list_family(subjects: Subjects) -> list[FamilyIllness]:
    """Illness in the family, by relative."""
    return _once(subjects, _read(list_facts(subjects, "FamilyMemberHistory"), read_family), _family_key)


def list_documents(subjects: Subjects, wanted: Wanted = ALL) -> list[Document]:
    """Letters, notes and reports, newest first."""
    return _once(
        subjects, _read(list_facts(subjects, *DOCUMENTS, wanted=wanted), read_document), _document_key
    )


def list_visits(subjects: Subjects, wanted: Wanted = ALL) -> list[Visit]:
    """Visits and stays, newest first."""
    rows = ENCOUNTERS.rows.filter(subject_id__in=list(subjects)).order_by(F("starts").desc(nulls_last=True))
    if wanted.until:
        rows = rows.filter(starts__lt=wanted.until)
    opened = ENCOUNTERS.open_all(rows[: wanted.limit])
    names = names_in(resource for _, resource in opened)
    return _once(subjects, [read_visit(row, resource, names) for row, resource in opened], _visit_key)


def get_visit(subjects: Subjects, visit_id: UUID) -> tuple[Encounter, dict[str, Any]] | None:
    """One visit of the person with its resource, None when there is none for the reader."""
    row = ENCOUNTERS.rows.filter(subject_id__in=list(subjects), id=visit_id).first()
    return (row, ENCOUNTERS.open(row)) if row else None


def _read(facts: list[Fact], reader: "Reader[Entry]") -> list[Entry]:
    names = names_in(fact.resource for fact in facts)
    return [reader(fact.row, fact.resource, names) for fact in facts]


def _once(subjects: Subjects, entries: list[Entry], key: Callable[[Entry], Hashable]) -> list[Entry]:
    """What stands in several linked records, once; within a single record nothing is left out."""
    return entries if len(subjects) == 1 else _first_of_each(entries, key)


def _first_of_each(entries: Iterable[Entry], key: Callable[[Entry], Hashable]) -> list[Entry]:
    found: dict[Hashable, Entry] = {}
    for entry in entries:
        found.setdefault(key(entry), entry)
    return list(found.values())


def _moment(time: Any) -> str:
    return time.words if time else ""


def _allergy_key(entry: Allergy) -> Hashable:
    return (entry.substance.casefold(), entry.status, entry.reactions, entry.severity, entry.verification)


def _problem_key(entry: Problem) -> Hashable:
    return (entry.name.casefold(), entry.status, _moment(entry.since), _moment(entry.until))


def _medicine_key(entry: Medicine) -> Hashable:
    if entry.is_current:
        return (entry.name.casefold(), entry.how, entry.status)
    return (entry.name.casefold(), entry.how, entry.status, _moment(entry.started))


def _immunisation_key(entry: Immunisation) -> Hashable:
    return (entry.vaccine.casefold(), entry.status, _moment(entry.given), entry.lot)


def _procedure_key(entry: Procedure) -> Hashable:
    return (entry.name.casefold(), entry.status, _moment(entry.performed))


def _document_key(entry: Document) -> Hashable:
    return (entry.title.casefold(), entry.status, _moment(entry.written), entry.kind)


def _visit_key(entry: Visit) -> Hashable:
    return (entry.what, entry.status, _moment(entry.started), _moment(entry.ended))


def _family_key(entry: FamilyIllness) -> Hashable:
    return (entry.relative, entry.illnesses, entry.note)
