"""Receiving somebody unknown in an emergency."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from florence.patients.models import Patient
from florence.patients.policies import Permission as Patients
from florence.patients.queries.search import find_subject_ids
from florence.patients.store import STORE
from florence.records.actions.arrivals import MODE_OF_ARRIVAL, Arrival, register_arrival
from florence.records.models import Encounter, Resource
from florence.records.policies import Permission
from florence.records.store import ENCOUNTERS, FACTS
from florence.records.tests import cast
from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.models import Account, Relation
from florence.security.scope import scope
from florence.security.tests.cast import account, role
from florence.security.web.identity import actor_for

pytestmark = pytest.mark.django_db

FOUND = {"sex": "female", "age": "40", "complaint": "Found unconscious", "mode": "A", "marks": "Scar on chin"}


@pytest.fixture
def desk() -> Account:
    held = role(
        "desk",
        Permission.REGISTER_ARRIVAL,
        Patients.SEARCH_PATIENTS,
        Patients.READ_IDENTITY,
        Patients.CHANGE_IDENTITY,
        shelves=["identity"],
        needs_second_factor=False,
    )
    return account("desk", held)


@pytest.fixture
def browser(desk: Account) -> Client:
    return cast.signed_in(desk)


def send(browser: Client, **changed: str) -> Any:
    return browser.post("/patients/unknown/", {"key": str(uuid4())} | FOUND | changed)


def stored() -> tuple[UUID, dict[str, Any], dict[str, Any]]:
    with scope(cast.SYSTEM, "look"):
        patient, encounter = Patient.objects.get(), Encounter.objects.get()
        return patient.id, STORE.content(patient), ENCOUNTERS.content(encounter)


def count() -> tuple[int, int, int]:
    with scope(cast.SYSTEM, "look"):
        return Patient.objects.count(), Encounter.objects.count(), Resource.objects.count()


def test_a1_03_it_works(browser: Client) -> None:
    answer = send(browser)
    assert answer.status_code == 303
    subject_id, patient, encounter = stored()
    assert answer["Location"] == f"/patients/{subject_id}/identity/"
    number = patient["identifier"][0]["value"]
    [name] = patient["name"]
    assert (name["use"], name["family"], name["given"][1]) == ("temp", "Unknown woman", number[-5:])
    assert encounter["status"] == "in-progress"
    assert encounter["class"]["code"] == "EMER"
    assert encounter["reasonCode"] == [{"text": "Found unconscious"}]
    assert encounter["extension"][0]["url"] == MODE_OF_ARRIVAL
    assert count() == (1, 1, 0)
    page = browser.get(answer["Location"]).content.decode()
    assert f"/patients/{subject_id}/identity/wristband/" in page


def test_a1_03_the_unknown_are_found_as_such(browser: Client) -> None:
    send(browser)
    with scope(cast.SYSTEM, "look"):
        patient = Patient.objects.get()
        assert patient.is_unidentified
        assert patient.is_estimated_birth
        assert find_subject_ids(name="unknown") == [patient.id]


def test_a1_03_marks_are_shown_and_what_nobody_asked_is_not_known(browser: Client) -> None:
    page = browser.get(send(browser)["Location"]).content.decode()
    assert "Scar on chin" in page
    assert "Not needed" not in page


def test_a1_03_whoever_is_identified_later_keeps_number_and_visit(browser: Client) -> None:
    send(browser)
    subject_id, before, encounter = stored()
    named = {
        "version": 1,
        "reason": "document",
        "use_0": "official",
        "family_0": "Okafor",
        "given_0": "Ngozi",
    }
    assert browser.post(f"/patients/{subject_id}/identity/names/", named).status_code == 303
    assert stored() == (subject_id, before | {"name": stored()[1]["name"]}, encounter)
    with scope(cast.SYSTEM, "look"):
        assert not Patient.objects.get().is_unidentified
        assert find_subject_ids(name="unknown") == []
        assert find_subject_ids(name="okafor") == [subject_id]


def test_a1_03_two_unknown_people_have_different_names(browser: Client) -> None:
    send(browser)
    send(browser)
    with scope(cast.SYSTEM, "look"):
        names = [tuple(STORE.content(row)["name"][0]["given"]) for row in Patient.objects.all()]
    assert len(set(names)) == 2
    assert names[0][0] != names[1][0]


def test_what_is_said_of_allergies_is_recorded_unconfirmed(browser: Client) -> None:
    assert send(browser, allergies="Penicillin").status_code == 303
    with scope(cast.SYSTEM, "look"):
        allergy = FACTS.content(Resource.objects.get())
    assert allergy["code"] == {"text": "Penicillin"}
    assert allergy["verificationStatus"]["coding"][0]["code"] == "unconfirmed"


def test_the_same_form_sent_twice_registers_once(browser: Client) -> None:
    key = str(uuid4())
    assert send(browser, key=key).status_code == send(browser, key=key).status_code == 303
    assert count() == (1, 1, 0)


def test_without_a_complaint_nothing_is_stored(browser: Client) -> None:
    assert send(browser, complaint="").status_code == 422
    assert count() == (0, 0, 0)


def test_an_age_nobody_reaches_is_refused(browser: Client) -> None:
    assert send(browser, age="150").status_code == 422
    assert count() == (0, 0, 0)


def test_without_the_permission_nothing_is_stored() -> None:
    other = actor_for(account("other", role("other", Patients.SEARCH_PATIENTS)))
    with pytest.raises(Refused):
        register_arrival(other, arrival=Arrival("male", "Fell"), row_id=uuid4())
    assert count() == (0, 0, 0)


def _relation_of(actor: Actor) -> str:
    with scope(cast.SYSTEM, "look"):
        return str(Relation.objects.get(party_id=actor.id).source)


def test_a_doctor_who_receives_has_the_relation_of_the_visit() -> None:
    held = role(
        "doctor", Permission.REGISTER_ARRIVAL, Permission.READ_RECORD, shelves=["identity", "emergency"]
    )
    doctor = actor_for(account("doctor", held))
    register_arrival(doctor, arrival=Arrival("male", "Fell"), row_id=uuid4())
    assert _relation_of(doctor) == Relation.Source.VISIT


def test_the_desk_keeps_the_relation_of_registration(browser: Client, desk: Account) -> None:
    send(browser)
    assert _relation_of(actor_for(desk)) == Relation.Source.REGISTRATION
