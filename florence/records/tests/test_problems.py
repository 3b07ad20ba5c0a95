"""Recording problems: codes and words, beginnings and ends that can be, and taking one back."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from florence.records.actions.problems import (
    ProblemEntry,
    ProblemRefused,
    change_problem,
    record_problem,
    withdraw_problem,
)
from florence.records.models import Resource
from florence.records.queries.lists import list_problems
from florence.records.reading.problems import Problem
from florence.records.store import FACTS
from florence.records.tests import cast
from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.resource_store import VersionConflict
from florence.security.scope import scope
from florence.security.tests.cast import account

pytestmark = pytest.mark.django_db

DIABETES = ProblemEntry(code="E11.9", words="Type 2 diabetes", since="2019", verification="confirmed")


@pytest.fixture
def patient() -> UUID:
    return cast.patient()


@pytest.fixture
def doctor(patient: UUID) -> Actor:
    return cast.treated_by(account("doctor", cast.doctor_role()), patient)


def listed(patient: UUID) -> list[Problem]:
    with scope(cast.SYSTEM, "look"):
        return list_problems([patient])


def stored() -> int:
    with scope(cast.SYSTEM, "look"):
        return Resource.objects.count()


def test_it_works(doctor: Actor, patient: UUID) -> None:
    record_problem(doctor, subject_id=patient, entry=DIABETES)
    [problem] = listed(patient)
    assert (problem.name, problem.code, problem.status) == ("Type 2 diabetes", "E11.9", "Active")
    assert problem.since is not None
    assert problem.since.words == "2019"
    assert problem.author == "Doctor"


def test_a_problem_may_be_in_words_only(doctor: Actor, patient: UUID) -> None:
    record_problem(doctor, subject_id=patient, entry=ProblemEntry(words="Lives alone, stairs"))
    assert [(p.name, p.code) for p in listed(patient)] == [("Lives alone, stairs", "")]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "E11"}, "code"),
        ({"code": "", "words": " "}, "words"),
        ({"status": "gone"}, "status"),
        ({"verification": "surely"}, "verification"),
        ({"since": "2999"}, "since"),
        ({"since": "1950"}, "since"),
        ({"status": "resolved", "until": "2999-01"}, "until"),
        ({"status": "resolved", "until": "2018"}, "until"),
        ({"until": "2020"}, "status"),
    ],
)
def test_a4_03_a_contradiction_is_refused(
    doctor: Actor, patient: UUID, wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(ProblemRefused) as refusal:
        record_problem(doctor, subject_id=patient, entry=replace(DIABETES, **wrong))
    assert refusal.value.field == field
    assert stored() == 0


def test_a4_03_beginning_and_end_may_be_of_one_year(doctor: Actor, patient: UUID) -> None:
    record_problem(doctor, subject_id=patient, entry=replace(DIABETES, status="resolved", until="2019"))
    assert listed(patient)[0].status == "Resolved"


def test_sent_twice_it_is_written_once(doctor: Actor, patient: UUID) -> None:
    key = uuid4()
    for _time in range(2):
        record_problem(doctor, subject_id=patient, entry=DIABETES, entry_id=key)
    assert stored() == 1


def test_a_nurse_may_not(patient: UUID) -> None:
    nurse = cast.treated_by(account("nurse", cast.nurse_role()), patient)
    with pytest.raises(Refused):
        record_problem(nurse, subject_id=patient, entry=DIABETES)
    assert stored() == 0


def test_a_change_keeps_what_the_form_does_not_know(doctor: Actor, patient: UUID) -> None:
    entry_id = cast.fact(
        patient,
        "Condition",
        code={"coding": [{"system": "http://snomed.info/sct", "code": "44054006"}], "text": "Diabetes"},
        severity={"text": "moderate"},
        category=[{"text": "encounter diagnosis"}],
        onsetDateTime="2010-05-01",
    )
    entry = ProblemEntry(words="Diabetes", since="2011")
    change_problem(doctor, subject_id=patient, entry_id=entry_id, entry=entry, expected_version=1)
    with scope(cast.SYSTEM, "look"):
        resource = FACTS.open(FACTS.get(entry_id))
    assert resource["code"]["coding"][0]["code"] == "44054006"
    assert resource["severity"] == {"text": "moderate"}
    assert resource["category"] == [{"text": "encounter diagnosis"}]
    assert resource["onsetDateTime"] == "2011"


def test_a_change_of_an_older_version_is_refused(doctor: Actor, patient: UUID) -> None:
    row = record_problem(doctor, subject_id=patient, entry=DIABETES)
    resolved = replace(DIABETES, status="resolved")
    change_problem(doctor, subject_id=patient, entry_id=row.id, entry=resolved, expected_version=1)
    with pytest.raises(VersionConflict):
        change_problem(doctor, subject_id=patient, entry_id=row.id, entry=DIABETES, expected_version=1)
    assert listed(patient)[0].status == "Resolved"


def test_what_was_entered_in_error_leaves_the_active_list(doctor: Actor, patient: UUID) -> None:
    row = record_problem(doctor, subject_id=patient, entry=DIABETES)
    words = {"to": "entered-in-error", "reason": "Wrong patient", "expected_version": 1}
    withdraw_problem(doctor, subject_id=patient, entry_id=row.id, **words)
    [problem] = listed(patient)
    assert (problem.is_active, problem.is_withdrawn, problem.note) == (False, True, "Wrong patient")


def test_taking_back_needs_a_reason(doctor: Actor, patient: UUID) -> None:
    row = record_problem(doctor, subject_id=patient, entry=DIABETES)
    with pytest.raises(ProblemRefused):
        withdraw_problem(
            doctor, subject_id=patient, entry_id=row.id, to="refuted", reason="", expected_version=1
        )
    assert listed(patient)[0].is_active
