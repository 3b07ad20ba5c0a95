"""The people around a patient, as the desk writes them down."""

from uuid import UUID, uuid4

import pytest
from django.test import Client

from florence.patients.policies import Permission
from florence.patients.queries.people_around import list_around
from florence.patients.store import AROUND
from florence.patients.tests.people import SYSTEM, patient, register
from florence.security.scope import scope
from florence.security.tests.browsing import signed_in
from florence.security.tests.cast import account, role

pytestmark = pytest.mark.django_db

NEW = {"name": "Adaeze Okafor", "kinship": "SIB", "called_for": ["C", "N"], "phone": "07700 900 111"}


@pytest.fixture
def browser() -> Client:
    return signed_in(
        account("desk", role("desk", *Permission, shelves=["identity"], needs_second_factor=False))
    )


@pytest.fixture
def subject_id() -> UUID:
    return register(patient("Okafor", "Ngozi"))[0]


def send(browser: Client, subject_id: UUID, **changed):
    entered = {"key": str(uuid4()), "reason": "patient-said"} | NEW | changed
    return browser.post(f"/patients/{subject_id}/identity/people/add/", entered)


def around(subject_id: UUID):
    with scope(SYSTEM, "look"):
        return list_around(subject_id)


def test_it_works(browser: Client, subject_id: UUID) -> None:
    assert browser.get(f"/patients/{subject_id}/identity/people/add/").status_code == 200
    sent = send(browser, subject_id)
    assert sent.status_code == 303
    page = browser.get(sent["Location"]).content.decode()
    for words in ("Adaeze Okafor", "Brother or sister, Emergency contact, Next of kin", "07700 900 111"):
        assert words in page


def test_a1_14_nobody_is_a_relative_unsaid(browser: Client, subject_id: UUID) -> None:
    answer = send(browser, subject_id, kinship="")
    assert answer.status_code == 422
    assert "Choose what the person is to the patient" in answer.content.decode()
    assert around(subject_id) == []


def test_a1_14_somebody_taken_out_stays_in_the_history(browser: Client, subject_id: UUID) -> None:
    send(browser, subject_id)
    (person,) = around(subject_id)
    address = f"/patients/{subject_id}/identity/people/{person.row_id}/remove/"
    assert "Adaeze Okafor" in browser.get(address).content.decode()
    assert browser.post(address, {"version": person.version, "reason": "patient-said"}).status_code == 303
    assert around(subject_id) == []
    with scope(SYSTEM, "look"):
        versions = AROUND.versions(person.row_id)
        assert [each.version for each in versions] == [2, 1]
        assert versions[0].pgh_context.metadata["reason"] == "patient-said"


def test_a_form_sent_twice_adds_once(browser: Client, subject_id: UUID) -> None:
    key = str(uuid4())
    send(browser, subject_id, key=key)
    send(browser, subject_id, key=key)
    assert len(around(subject_id)) == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Enter the name"),
        ({"phone": "twelve"}, "Enter a phone number, like"),
        ({"reason": ""}, "Choose the reason for the change"),
    ],
)
def test_a_form_with_a_fault_adds_nobody(browser: Client, subject_id: UUID, changed, words) -> None:
    sent = send(browser, subject_id, **changed)
    assert sent.status_code == 422
    assert words in sent.content.decode()
    assert around(subject_id) == []


def test_somebody_of_another_patient_is_not_taken_out(browser: Client, subject_id: UUID) -> None:
    send(browser, subject_id)
    (person,) = around(subject_id)
    (other,) = register(patient("Hill", "Ann"))
    address = f"/patients/{other}/identity/people/{person.row_id}/remove/"
    assert browser.post(address, {"version": 1, "reason": "patient-said"}).status_code == 404
    assert len(around(subject_id)) == 1
