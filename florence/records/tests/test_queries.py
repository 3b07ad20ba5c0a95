"""Reading the record: what each list holds, in which order, and with how few queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from florence.foundation import clock
from florence.records.actions.allergies import AllergyEntry, change_allergy, record_allergy
from florence.records.queries.chart import Chart, get_chart
from florence.records.queries.facts import (
    Wanted,
    get_fact,
    latest_of_all_codes,
    latest_of_each_code,
    list_facts,
    values_over_time,
)
from florence.records.queries.hints import hints_of, list_recent_changes
from florence.records.queries.lists import list_immunisations, list_medicines, list_visits
from florence.records.queries.results import list_result_groups, list_values
from florence.records.queries.summary import get_summary
from florence.records.queries.timeline import get_timeline
from florence.records.queries.trends import list_vital_trends, trend_of
from florence.records.queries.versions import list_versions
from florence.records.reading.people import Person
from florence.records.store import ENCOUNTERS
from florence.records.tests import cast
from florence.security.models import Subject
from florence.security.resource_store import place_of_subject
from florence.security.scope import scope
from florence.security.tests.cast import account
from florence.terminology.systems import CONDITION_CLINICAL, LOINC, OBSERVATION_CATEGORY, UCUM

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def patient() -> UUID:
    return cast.patient()


@contextmanager
def looking() -> Iterator[None]:
    with scope(cast.SYSTEM, "look"):
        yield


def chart_of(patient: UUID) -> Chart:
    chart = get_chart(patient)
    assert chart is not None
    return chart


def measure(
    patient: UUID, code: str, value: float, at: datetime, category: str = "laboratory", **more: Any
) -> UUID:
    return cast.fact(
        patient,
        "Observation",
        status=more.pop("status", "final"),
        category=[{"coding": [{"system": OBSERVATION_CATEGORY, "code": category}]}],
        code={"coding": [{"system": LOINC, "code": code}], "text": more.pop("name", code)},
        effectiveDateTime=at.isoformat(timespec="seconds"),
        valueQuantity={
            "value": value,
            "unit": "mmol/L",
            "system": "http://unitsofmeasure.org",
            "code": "mmol/L",
        },
        **more,
    )


def visit(patient: UUID, at: datetime) -> None:
    with scope(cast.SYSTEM, "test.visit"):
        resource = {
            "resourceType": "Encounter",
            "status": "finished",
            "class": {"code": "AMB"},
            "subject": {"reference": f"Patient/{patient}"},
            "period": {"start": at.isoformat()},
        }
        ENCOUNTERS.add(resource, place_of_subject(Subject.objects.get(id=patient)))


def condition(patient: UUID, name: str, status: str = "active") -> UUID:
    clinical = {"coding": [{"system": CONDITION_CLINICAL, "code": status}]}
    return cast.fact(patient, "Condition", code={"text": name}, clinicalStatus=clinical)


def test_it_works(patient: UUID) -> None:
    measure(patient, "2823-3", 4.4, NOON - timedelta(days=1), name="Potassium")
    measure(patient, "2823-3", 6.6, NOON, name="Potassium")
    condition(patient, "Gout")
    condition(patient, "Measles", "resolved")
    with looking():
        summary = get_summary(chart_of(patient))
    assert [str(result.value) for result in summary.results] == ["6.6"]
    assert [result.name for result in summary.critical] == ["Potassium"]
    assert [problem.name for problem in summary.problems] == ["Gout"]
    assert summary.past_problem_count == 1


def test_the_summary_takes_few_queries_however_long_the_record(patient: UUID) -> None:
    for day in range(30):
        measure(patient, f"{day % 7}-0", day, NOON - timedelta(days=day))
        condition(patient, f"Problem {day}")
        visit(patient, NOON - timedelta(days=day))
    with looking(), CaptureQueriesContext(connection) as queries:
        get_summary(chart_of(patient))
    assert len(queries) <= 20


def test_the_latest_of_a_code_counts_not_the_last_written(patient: UUID) -> None:
    newest = measure(patient, "2823-3", 5.0, NOON)
    measure(patient, "2823-3", 4.0, NOON - timedelta(days=9))
    with looking():
        found = latest_of_each_code([patient], [f"{LOINC}|2823-3", f"{LOINC}|2951-2"])
    assert [fact.row.id for fact in found] == [newest]


def test_a_value_entered_in_error_is_not_the_latest(patient: UUID) -> None:
    right = measure(patient, "2823-3", 5.0, NOON)
    measure(patient, "2823-3", 9.9, NOON + timedelta(days=1), status="entered-in-error")
    with looking():
        assert [fact.row.id for fact in latest_of_all_codes([patient], "")] == [right]


def test_linked_records_are_read_as_one(patient: UUID) -> None:
    other = cast.patient()
    measure(patient, "2823-3", 4.0, NOON)
    newest = measure(other, "2823-3", 5.0, NOON + timedelta(days=1))
    vaccine = {"status": "completed", "vaccineCode": {"text": "MMR"}, "occurrenceDateTime": "2020-01-01"}
    cast.fact(patient, "Immunization", **vaccine)
    cast.fact(other, "Immunization", **vaccine)
    with looking():
        Subject.objects.filter(id=other).update(person_id=patient)
        subjects = chart_of(patient).subjects
        assert set(subjects) == {patient, other}
        assert [fact.row.id for fact in latest_of_all_codes(subjects, "")] == [newest]
        assert len(list_immunisations(subjects)) == 1


def test_two_equal_entries_of_one_record_are_both_shown(patient: UUID) -> None:
    vaccine = {"status": "completed", "vaccineCode": {"text": "MMR"}, "occurrenceDateTime": "2020-01-01"}
    for _time in range(2):
        cast.fact(patient, "Immunization", **vaccine)
    with looking():
        assert len(list_immunisations([patient])) == 2


def test_a_medicine_prescribed_twice_is_taken_once(patient: UUID) -> None:
    for day in ("2026-01-01", "2026-02-01"):
        cast.fact(
            patient,
            "MedicationRequest",
            status="active",
            intent="order",
            medicationCodeableConcept={"text": "metformin 500 mg tablet"},
            authoredOn=day,
        )
    with looking():
        assert [medicine.name for medicine in list_medicines([patient])] == ["metformin 500 mg tablet"]


def test_lists_go_from_new_to_old_and_what_has_no_date_is_last(patient: UUID) -> None:
    old = cast.fact(patient, "Procedure", status="completed", performedDateTime="2001")
    undated = cast.fact(patient, "Procedure", status="completed")
    new = cast.fact(patient, "Procedure", status="completed", performedDateTime="2020-05")
    with looking():
        assert [fact.row.id for fact in list_facts([patient], "Procedure")] == [new, old, undated]


def test_a_list_can_be_cut_by_time(patient: UUID) -> None:
    for day in range(5):
        visit(patient, NOON - timedelta(days=day))
    with looking():
        found = list_visits([patient], Wanted(until=NOON - timedelta(days=1), limit=2))
    starts = [each.started.starts for each in found if each.started]
    assert starts == [NOON - timedelta(days=2), NOON - timedelta(days=3)]


def test_values_over_time_are_numbers_newest_first(patient: UUID) -> None:
    for day, value in enumerate((4.0, 4.5, 5.0)):
        measure(patient, "2823-3", value, NOON + timedelta(days=day))
    with looking():
        found = values_over_time([patient], [f"{LOINC}|2823-3"], Wanted(since=NOON + timedelta(hours=1)))
    assert [float(value.value) for value in found] == [5.0, 4.5]


def test_results_stand_in_the_group_of_their_report(patient: UUID) -> None:
    potassium = measure(patient, "2823-3", 6.6, NOON, name="Potassium")
    measure(patient, "718-7", 13, NOON, name="Hemoglobin")
    cast.fact(
        patient,
        "DiagnosticReport",
        status="final",
        code={"text": "Electrolytes"},
        effectiveDateTime="2026-03-01",
        result=[{"reference": f"Observation/{potassium}"}],
    )
    with looking():
        groups = list_result_groups([patient], Person("female"))
        abnormal = list_result_groups([patient], chart_of(patient).person, only_abnormal=True)
    assert {group.name: [each.name for each in group.results] for group in groups} == {
        "Electrolytes": ["Potassium"],
        "Other laboratory tests": ["Hemoglobin"],
    }
    assert [group.name for group in abnormal] == ["Electrolytes"]


def test_a_test_over_time_is_a_chart_when_it_has_two_numbers(patient: UUID) -> None:
    measure(patient, "2823-3", 4.0, NOON, name="Potassium")
    with looking():
        one = list_values([patient], Person(), "2823-3", Wanted())
        assert trend_of(one, Person()) is None
    measure(patient, "2823-3", 5.0, NOON + timedelta(days=1), name="Potassium")
    with looking():
        chart = trend_of(list_values([patient], Person(), "2823-3", Wanted()), Person())
    assert chart is not None
    assert [float(row.value) for row in chart.rows] == [5.0, 4.0]


def test_vital_signs_have_a_chart_each(patient: UUID) -> None:
    parts = [
        {
            "code": {"coding": [{"system": LOINC, "code": code}]},
            "valueQuantity": {"value": value, "system": UCUM, "code": "mm[Hg]"},
        }
        for code, value in (("8480-6", 130), ("8462-4", 80))
    ]
    for day in ("2026-01-01", "2026-02-01"):
        cast.fact(
            patient,
            "Observation",
            status="final",
            code={"coding": [{"system": LOINC, "code": "85354-9"}]},
            effectiveDateTime=day,
            component=parts,
        )
    with looking():
        trends = list_vital_trends([patient], Person(), Wanted())
    assert [trend.title for trend in trends] == ["Systolic blood pressure", "Diastolic blood pressure"]


def test_the_timeline_has_every_kind_in_the_order_of_time(patient: UUID) -> None:
    cast.fact(
        patient, "Procedure", status="completed", code={"text": "Biopsy"}, performedDateTime="2026-02-01"
    )
    visit(patient, NOON)
    measure(patient, "8867-4", 72, NOON - timedelta(days=1), category="vital-signs", name="Heart rate")
    with looking():
        timeline = get_timeline(chart_of(patient), "", None)
        only = get_timeline(chart_of(patient), "procedures", None)
    assert [entry.what for day in timeline.days for entry in day.entries] == [
        "Outpatient visit",
        "Vital signs",
        "Biopsy",
    ]
    assert [entry.what for day in only.days for entry in day.entries] == ["Biopsy"]
    assert timeline.before is None


def test_a_long_timeline_has_a_next_page(patient: UUID) -> None:
    for day in range(45):
        visit(patient, NOON - timedelta(days=day))
    with looking():
        first = get_timeline(chart_of(patient), "visits", None)
        second = get_timeline(chart_of(patient), "visits", first.before)
    assert (len(first.days), len(second.days)) == (40, 5)


def test_a4_19_the_history_of_an_entry_says_who_changed_what(patient: UUID) -> None:
    doctor = cast.treated_by(account("doctor", cast.doctor_role()), patient)
    nurse = cast.treated_by(account("nurse", cast.nurse_role()), patient)
    written = AllergyEntry(allergen="penicillin", reactions=("rash",), severity="mild")
    row = record_allergy(doctor, subject_id=patient, entry=written)
    changed = AllergyEntry(allergen="penicillin", reactions=("anaphylaxis",), severity="severe")
    change_allergy(nurse, subject_id=patient, entry_id=row.id, entry=changed, expected_version=1)
    with looking():
        fact = get_fact([patient], row.id, "AllergyIntolerance")
        assert fact is not None
        newest, first = list_versions(fact)
    assert (newest.number, newest.who, first.number, first.who) == (2, "Nurse", 1, "Doctor")
    assert [(change.label, change.before, change.after) for change in newest.changes] == [
        ("Reactions", "Rash", "Anaphylaxis"),
        ("Severity", "mild", "severe"),
    ]
    assert first.changes == ()


def test_hints_about_many_patients_take_few_queries(patient: UUID) -> None:
    others = [cast.patient() for _number in range(4)]
    for each in (patient, *others):
        condition(each, "Gout")
    with looking(), CaptureQueriesContext(connection) as queries:
        hints = hints_of([patient, *others])
    assert all(hint.problems == ("Gout",) for hint in hints.values())
    assert hints[patient].allergies == "not-recorded"
    assert len(queries) <= 3


def test_what_was_written_lately_is_told_in_a_sentence(patient: UUID) -> None:
    doctor = cast.treated_by(account("doctor", cast.doctor_role()), patient)
    entry = AllergyEntry(allergen="latex", reactions=("rash",), severity="mild")
    record_allergy(doctor, subject_id=patient, entry=entry)
    with looking():
        [change] = list_recent_changes([patient], clock.now() - timedelta(days=1))
    assert (change.words, change.who) == ("Allergy: Latex, active", "Doctor")


def test_a4_13_what_is_restricted_does_not_exist_for_whom_it_is_not_for(patient: UUID) -> None:
    restricted = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "PSY"}]}
    cast.fact(patient, "Condition", code={"text": "Depression"}, meta=restricted, clinicalStatus=ACTIVE)
    doctor = cast.treated_by(account("doctor", cast.doctor_role()), patient)
    with scope(doctor, "look"):
        chart = chart_of(patient)
        summary = get_summary(chart)
        timeline = get_timeline(chart, "", None)
        assert hints_of([patient])[patient].problems == ()
    assert summary.problems == ()
    assert timeline.days == ()


ACTIVE = {"coding": [{"system": CONDITION_CLINICAL, "code": "active"}]}
