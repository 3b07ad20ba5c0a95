"""Registering a patient."""

import pytest

from florence.foundation import keys
from florence.patients.actions.registration import register_patient
from florence.patients.models import Patient, PatientIdentifier
from florence.patients.numbers import is_hospital_number
from florence.patients.queries.search import find_subject_ids
from florence.patients.store import STORE
from florence.security.actors import nobody, system_actor
from florence.security.decisions import Refused
from florence.security.models import Subject
from florence.security.scope import ScopeError, scope

pytestmark = pytest.mark.django_db

MARYAM = {
    "resourceType": "Patient",
    "name": [{"use": "official", "family": "Anderson", "given": ["Maryam"]}],
    "gender": "female",
    "birthDate": "1968-03-14",
}


def test_it_works() -> None:
    patient = register_patient(system_actor("test"), resource=MARYAM)
    with scope(system_actor("test"), "look"):
        stored = STORE.open(STORE.get(patient.id))
        assert stored["name"] == MARYAM["name"]
        assert is_hospital_number(stored["identifier"][0]["value"])
        assert find_subject_ids(name="anderson maryam") == [patient.id]
        assert PatientIdentifier.objects.filter(subject_id=patient.id).count() == 1


def test_the_body_tells_no_name() -> None:
    patient = register_patient(system_actor("test"), resource=MARYAM)
    with scope(system_actor("test"), "look"):
        assert b"Anderson" not in bytes(Patient.objects.get(id=patient.id).body)


def test_nobody_may_register() -> None:
    with pytest.raises(Refused):
        register_patient(nobody(), resource=MARYAM)
    with scope(system_actor("test"), "look"):
        assert not Subject.objects.exists()


def test_a_row_cannot_be_read_without_a_scope_that_reaches_it() -> None:
    patient = register_patient(system_actor("test"), resource=MARYAM)
    with scope(nobody(), "look"):
        assert not Patient.objects.filter(id=patient.id).exists()


def test_a_body_moved_to_another_row_is_not_opened() -> None:
    first = register_patient(system_actor("test"), resource=MARYAM)
    second = register_patient(system_actor("test"), resource=MARYAM)
    with scope(system_actor("test"), "look"):
        row = STORE.get(first.id)
        row.body = STORE.get(second.id).body
        with pytest.raises(keys.SealBroken):
            STORE.open(row)


def test_a_step_refuses_to_run_alone() -> None:
    from florence.patients.actions.registration import add_patient

    with pytest.raises(ScopeError):
        add_patient(MARYAM)
