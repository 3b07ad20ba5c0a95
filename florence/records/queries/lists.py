"""The lists of the chart, each as its presenters make it; the same entry of linked records is shown once."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import F

from florence.records.models import Encounter
from florence.records.queries.facts import ALL, Opened, Wanted, list_facts
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

Names = Mapping[str, str]

MEDICINES = ("MedicationRequest", "MedicationStatement")
DOCUMENTS = ("DocumentReference", "Composition", "DiagnosticReport")


class Visited(NamedTuple):
    """An encounter and its resource."""

    row: Encounter
    resource: dict[str, Any]


def list_allergies(subjects: Subjects) -> list[Allergy]:
    """Every allergy and statement: active ones first, the severe before others, then by name."""
    found = _once(subjects, _read(list_facts(subjects, "AllergyIntolerance"), read_allergy), _allergy_key)
    return sorted(
        found, key=lambda a: (not a.is_active, a.is_statement, not a.is_severe, a.substance.casefold())
    )


def list_problems(subjects: Subjects, wanted: Wanted = ALL) -> list[Problem]:
    """Problems: active ones first, then the newest."""
    return problems_in(subjects, list_facts(subjects, "Condition", wanted=wanted))


def problems_in(subjects: Subjects, facts: Sequence[Opened], names: Names | None = None) -> list[Problem]:
    """The problems among facts that are in hand, as `list_problems`; `names` are known already when given."""
    found = _once(subjects, _read(facts, read_problem, names), _problem_key)
    return sorted(found, key=lambda problem: (problem.is_withdrawn, not problem.is_active))


def list_medicines(subjects: Subjects, wanted: Wanted = ALL) -> list[Medicine]:
    """Medicines: current ones first, then the newest; a medicine that is still taken is listed once."""
    return medicines_in(list_facts(subjects, *MEDICINES, wanted=wanted))


def medicines_in(facts: Sequence[Opened], names: Names | None = None) -> list[Medicine]:
    """The medicines among facts that are in hand."""
    found = _first_of_each(_read(facts, read_medicine, names), _medicine_key)
    return sorted(found, key=lambda medicine: not medicine.is_current)


def list_immunisations(subjects: Subjects, wanted: Wanted = ALL) -> list[Immunisation]:
    """Immunisations, newest first."""
    return immunisations_in(subjects, list_facts(subjects, "Immunization", wanted=wanted))


def immunisations_in(
    subjects: Subjects, facts: Sequence[Opened], names: Names | None = None
) -> list[Immunisation]:
    """The immunisations among facts that are in hand."""
    return _once(subjects, _read(facts, read_immunisation, names), _immunisation_key)


def list_procedures(subjects: Subjects, wanted: Wanted = ALL) -> list[Procedure]:
    """Procedures, newest first."""
    return procedures_in(subjects, list_facts(subjects, "Procedure", wanted=wanted))


def procedures_in(subjects: Subjects, facts: Sequence[Opened], names: Names | None = None) -> list[Procedure]:
    """The procedures among facts that are in hand."""
    return _once(subjects, _read(facts, read_procedure, names), _procedure_key)


def list_family(subjects: Subjects) -> list[FamilyIllness]:
    """Illness in the family, by relative."""
    return _once(subjects, _read(list_facts(subjects, "FamilyMemberHistory"), read_family), _family_key)


def list_documents(subjects: Subjects, wanted: Wanted = ALL) -> list[Document]:
    """Letters, notes and reports, newest first."""
    return documents_in(subjects, list_facts(subjects, *DOCUMENTS, wanted=wanted))


def documents_in(subjects: Subjects, facts: Sequence[Opened], names: Names | None = None) -> list[Document]:
    """The documents among facts that are in hand."""
    return _once(subjects, _read(facts, read_document, names), _document_key)


def list_visits(subjects: Subjects, wanted: Wanted = ALL) -> list[Visit]:
    """Visits and stays, newest first."""
    rows = ENCOUNTERS.rows.filter(subject_id__in=list(subjects)).order_by(F("starts").desc(nulls_last=True))
    if wanted.since:
        rows = rows.filter(starts__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(starts__lt=wanted.until)
    return visits_in(subjects, [Visited(*each) for each in ENCOUNTERS.open_all(rows[: wanted.limit])])


def visits_in(subjects: Subjects, visits: Sequence[Opened], names: Names | None = None) -> list[Visit]:
    """The visits among encounters that are in hand."""
    return _once(subjects, _read(visits, read_visit, names), _visit_key)


def get_visit(subjects: Subjects, visit_id: UUID) -> tuple[Encounter, dict[str, Any]] | None:
    """One visit of the person with its resource, None when there is none for the reader."""
    row = ENCOUNTERS.rows.filter(subject_id__in=list(subjects), id=visit_id).first()
    return (row, ENCOUNTERS.open(row)) if row else None


def _read(facts: Sequence[Opened], reader: "Reader[Entry]", names: Names | None = None) -> list[Entry]:
    known = names_in(fact.resource for fact in facts) if names is None else names
    return [reader(fact.row, fact.resource, known) for fact in facts]


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
