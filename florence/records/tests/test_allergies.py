"""Recording allergies, saying that none are known, and taking an entry back."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from florence.records.actions.allergies import (
    AllergiesKnown,
    AllergyEntry,
    AllergyIncomplete,
    AlreadyWithdrawn,
    change_allergy,
    record_allergy,
    record_no_known_allergies,
    withdraw_allergy,
)
from florence.records.models import Resource
from florence.records.queries.chart import get_chart
from florence.records.reading.allergies import Allergy
from florence.records.store import FACTS
from florence.records.tests import cast
from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.resource_store import VersionConflict
from florence.security.scope import scope
from florence.security.tests.cast import account
from florence.terminology.systems import ALLERGY_CLINICAL

pytestmark = pytest.mark.django_db

ACTIVE = {"coding": [{"system": ALLERGY_CLINICAL, "code": "active"}]}
PENICILLIN = AllergyEntry(allergen="penicillin", reactions=("anaphylaxis",), severity="severe", since="2019")


@pytest.fixture
def patient() -> UUID:
    return cast.patient()


@pytest.fixture
def doctor(patient: UUID) -> Actor:
    return cast.treated_by(account("doctor", cast.doctor_role()), patient)


def listed(patient: UUID) -> tuple[Allergy, ...]:
    with scope(cast.SYSTEM, "look"):
        chart = get_chart(patient)
        assert chart is not None
        return chart.allergies


def state(patient: UUID) -> str:
    with scope(cast.SYSTEM, "look"):
        chart = get_chart(patient)
        assert chart is not None
        return chart.banner.allergies


def stored() -> int:
    with scope(cast.SYSTEM, "look"):
        return Resource.objects.count()


def test_it_works(doctor: Actor, patient: UUID) -> None:
    row = record_allergy(doctor, subject_id=patient, entry=PENICILLIN)
    [entry] = listed(patient)
    assert (entry.substance, entry.reactions, entry.severity) == ("Penicillin", ("Anaphylaxis",), "severe")
    assert (entry.status, entry.verification, entry.is_active) == ("Active", "confirmed", True)
    assert entry.since is not None
    assert entry.since.words == "2019"
    assert entry.author == "Doctor"
    with scope(cast.SYSTEM, "look"):
        resource = FACTS.open(FACTS.get(row.id))
    assert resource["code"]["coding"][0]["code"] == "70618"
    assert resource["criticality"] == "high"


def test_a4_04_nothing_recorded_is_not_the_same_as_none_known(doctor: Actor, patient: UUID) -> None:
    assert state(patient) == "not-recorded"
    record_no_known_allergies(doctor, subject_id=patient)
    assert state(patient) == "none"


def test_a4_04_saying_none_known_twice_writes_one_statement(doctor: Actor, patient: UUID) -> None:
    record_no_known_allergies(doctor, subject_id=patient)
    record_no_known_allergies(doctor, subject_id=patient)
    assert stored() == 1


def test_a4_04_none_known_is_refused_while_an_allergy_is_active(doctor: Actor, patient: UUID) -> None:
    record_allergy(doctor, subject_id=patient, entry=PENICILLIN)
    with pytest.raises(AllergiesKnown):
        record_no_known_allergies(doctor, subject_id=patient)
    assert stored() == 1
    assert state(patient) == "known"


def test_a4_04_an_allergy_ends_the_statement_that_none_are_known(doctor: Actor, patient: UUID) -> None:
    record_no_known_allergies(doctor, subject_id=patient)
    record_allergy(doctor, subject_id=patient, entry=PENICILLIN)
    assert [(entry.substance, entry.is_active) for entry in listed(patient)] == [
        ("Penicillin", True),
        ("No known allergies", False),
    ]


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"reactions": ()}, "reactions"),
        ({"severity": ""}, "severity"),
        ({"allergen": "", "substance": " "}, "substance"),
        ({"allergen": "no-such-thing"}, "substance"),
        ({"status": "sometimes"}, "status"),
        ({"verification": "maybe"}, "verification"),
    ],
)
def test_a4_05_an_incomplete_allergy_is_refused(
    doctor: Actor, patient: UUID, missing: dict[str, str], field: str
) -> None:
    with pytest.raises(AllergyIncomplete) as refusal:
        record_allergy(doctor, subject_id=patient, entry=replace(PENICILLIN, **missing))
    assert refusal.value.field == field
    assert stored() == 0


def test_sent_twice_it_is_written_once(doctor: Actor, patient: UUID) -> None:
    key = uuid4()
    first = record_allergy(doctor, subject_id=patient, entry=PENICILLIN, entry_id=key)
    again = record_allergy(doctor, subject_id=patient, entry=PENICILLIN, entry_id=key)
    assert first.id == again.id == key
    assert stored() == 1


def test_without_a_relation_nothing_is_written(patient: UUID) -> None:
    stranger = cast.actor_for(account("stranger", cast.doctor_role()))
    with pytest.raises(Refused):
        record_allergy(stranger, subject_id=patient, entry=PENICILLIN)
    assert stored() == 0


def test_a_change_keeps_the_code_of_another_system(doctor: Actor, patient: UUID) -> None:
    entry_id = cast.fact(
        patient,
        "AllergyIntolerance",
        code={"coding": [{"system": "http://snomed.info/sct", "code": "91935009"}], "text": "Peanut allergy"},
        clinicalStatus=ACTIVE,
    )
    written = AllergyEntry(substance="Peanut allergy", reactions=("hives",), severity="mild")
    change_allergy(doctor, subject_id=patient, entry_id=entry_id, entry=written, expected_version=1)
    with scope(cast.SYSTEM, "look"):
        resource = FACTS.open(FACTS.get(entry_id))
    assert resource["code"]["coding"][0]["code"] == "91935009"
    assert resource["reaction"][0]["manifestation"] == [{"text": "Hives"}]


def test_a_change_of_an_older_version_is_refused(doctor: Actor, patient: UUID) -> None:
    row = record_allergy(doctor, subject_id=patient, entry=PENICILLIN)
    mild = replace(PENICILLIN, severity="mild")
    change_allergy(doctor, subject_id=patient, entry_id=row.id, entry=mild, expected_version=1)
    with pytest.raises(VersionConflict):
        change_allergy(doctor, subject_id=patient, entry_id=row.id, entry=PENICILLIN, expected_version=1)
    assert listed(patient)[0].severity == "mild"


def test_an_entry_of_another_patient_is_not_changed(doctor: Actor, patient: UUID) -> None:
    other = cast.patient()
    entry_id = cast.fact(other, "AllergyIntolerance", code={"text": "Latex"}, clinicalStatus=ACTIVE)
    with pytest.raises(Exception, match="no such entry"):
        change_allergy(doctor, subject_id=patient, entry_id=entry_id, entry=PENICILLIN, expected_version=1)
    assert listed(other)[0].substance == "Latex"


def test_what_was_entered_in_error_leaves_the_list_and_stays(doctor: Actor, patient: UUID) -> None:
    row = record_allergy(doctor, subject_id=patient, entry=PENICILLIN)
    withdraw_allergy(
        doctor,
        subject_id=patient,
        entry_id=row.id,
        to="entered-in-error",
        reason="Wrong patient",
        expected_version=1,
    )
    [entry] = listed(patient)
    assert (entry.is_active, entry.status, entry.note) == (False, "Entered in error", "Wrong patient")
    assert state(patient) == "not-recorded"


def test_taking_back_needs_a_reason(doctor: Actor, patient: UUID) -> None:
    row = record_allergy(doctor, subject_id=patient, entry=PENICILLIN)
    with pytest.raises(AllergyIncomplete):
        withdraw_allergy(
            doctor, subject_id=patient, entry_id=row.id, to="refuted", reason=" ", expected_version=1
        )
    assert listed(patient)[0].is_active


def test_taking_back_twice_is_refused(doctor: Actor, patient: UUID) -> None:
    row = record_allergy(doctor, subject_id=patient, entry=PENICILLIN)
    words = {"subject_id": patient, "entry_id": row.id, "to": "refuted", "reason": "Tested negative"}
    withdraw_allergy(doctor, **words, expected_version=1)
    with pytest.raises(AlreadyWithdrawn):
        withdraw_allergy(doctor, **words, expected_version=2)
    assert listed(patient)[0].version == 2
