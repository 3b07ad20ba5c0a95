"""The first page of each role."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from florence.foundation import clock
from florence.patients.policies import Permission as Patients
from florence.records.actions.allergies import AllergyEntry, record_allergy
from florence.records.store import ENCOUNTERS
from florence.records.tests import cast
from florence.security.models import AccessEvent, AccessEventSubject, Account, Subject
from florence.security.policies import Permission as Security
from florence.security.resource_store import place_of_subject
from florence.security.scope import scope
from florence.security.tests.cast import account, role

pytestmark = pytest.mark.django_db


PERMISSIONS = {
    "doctor": (*cast.READING, *cast.WRITING, Patients.SEARCH_PATIENTS),
    "nurse": (*cast.READING, *cast.WRITING, Patients.SEARCH_PATIENTS),
    "reception": (Patients.SEARCH_PATIENTS, Patients.READ_IDENTITY, Patients.REGISTER_PATIENT),
    "privacy": (Security.READ_ACCESS_LOG, Security.REVIEW_BREAK_GLASS, Security.ANSWER_QUESTIONS),
    "admin": (Security.MANAGE_ACCOUNTS, Security.MANAGE_ROLES, Patients.SEARCH_PATIENTS),
}


def holder(code: str) -> Account:
    """An account with a role like the ready one of that code."""
    made = role(code, *PERMISSIONS[code], shelves=["identity"], needs_second_factor=False)
    return account(code, made)


@pytest.fixture
def patient() -> UUID:
    return cast.patient()


def today(browser: Client) -> str:
    answer = browser.get("/today/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_works(patient: UUID) -> None:
    doctor = holder("doctor")
    actor = cast.treated_by(doctor, patient)
    entry = AllergyEntry(allergen="latex", reactions=("rash",), severity="mild")
    record_allergy(actor, subject_id=patient, entry=entry)
    page = today(cast.signed_in(doctor))
    assert "ANDERSON, Maryam" in page
    assert "Allergy: Latex, active" in page


def test_a_nurse_sees_her_patients_and_no_others(patient: UUID) -> None:
    nurse = holder("nurse")
    cast.patient(cast.MARYAM | {"name": [{"family": "Neighbour", "given": ["Nosy"]}]})
    cast.treated_by(nurse, patient)
    page = today(cast.signed_in(nurse))
    assert "ANDERSON, Maryam" in page
    assert "NEIGHBOUR" not in page


def test_a_clinician_without_patients_is_shown_how_to_find_one() -> None:
    assert "No patients yet" in today(cast.signed_in(holder("doctor")))


def test_the_desk_can_register_and_sees_nothing_clinical(patient: UUID) -> None:
    desk = holder("reception")
    cast.treated_by(desk, patient)
    page = today(cast.signed_in(desk))
    assert "Register a patient" in page
    assert "ANDERSON, Maryam" in page
    assert "Allergies" not in page


def test_the_privacy_officer_sees_what_waits() -> None:
    assert "Emergency access to review" in today(cast.signed_in(holder("privacy")))


def test_the_administrator_sees_no_patient(patient: UUID) -> None:
    admin = holder("admin")
    page = today(cast.signed_in(admin))
    assert "Accounts" in page
    assert "ANDERSON" not in page


@pytest.mark.parametrize("code", ["privacy", "admin", "reception"])
def test_a_first_page_that_shows_no_name_leaves_no_event(code: str, patient: UUID) -> None:
    today(cast.signed_in(holder(code)))
    with scope(cast.SYSTEM, "test.look"):
        assert not AccessEvent.objects.filter(act="patients.list_mine").exists()


def test_the_names_that_the_desk_sees_first_are_logged(patient: UUID) -> None:
    desk = holder("reception")
    cast.treated_by(desk, patient)
    today(cast.signed_in(desk))
    with scope(cast.SYSTEM, "test.look"):
        [event] = AccessEvent.objects.filter(act="patients.list_mine")
        assert [row.subject_id for row in AccessEventSubject.objects.filter(event_id=event.id)] == [patient]


def test_whoever_was_here_last_comes_first_and_a_visit_to_come_does_not_count() -> None:
    doctor, now = holder("doctor"), clock.now()
    visits = {"Early": [-30], "Latest": [-1], "Between": [-400, -9], "Booked": [-60, 5]}
    for family, days in visits.items():
        subject_id = cast.patient(cast.MARYAM | {"name": [{"family": family, "given": ["Maryam"]}]})
        cast.treated_by(doctor, subject_id)
        for day in days:
            visit(subject_id, now + timedelta(days=day))
    browser, order = cast.signed_in(doctor), ["LATEST", "BETWEEN", "EARLY", "BOOKED"]
    for address in ("/today/", "/my-patients/"):
        page = browser.get(address).content.decode()
        places = [page.index(f"{family}, Maryam") for family in order]
        assert places == sorted(places), address
    assert "1 to 4 of 4" in page


def visit(subject_id: UUID, starts: datetime) -> None:
    """A visit that begins at a moment."""
    resource = {
        "resourceType": "Encounter",
        "status": "planned" if starts > clock.now() else "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": {"reference": f"Patient/{subject_id}"},
        "period": {"start": starts.isoformat()},
    }
    with scope(cast.SYSTEM, "test.visit"):
        ENCOUNTERS.add(resource, place_of_subject(Subject.objects.get(id=subject_id)))


def test_my_patients_are_listed_by_name_or_last_contact(patient: UUID) -> None:
    doctor = holder("doctor")
    cast.treated_by(doctor, patient)
    browser = cast.signed_in(doctor)
    for order in ("recent", "name", "nonsense"):
        answer = browser.get(f"/my-patients/?sort={order}&page=1")
        assert answer.status_code == 200
        assert "ANDERSON, Maryam" in answer.content.decode()


def test_the_desk_has_no_list_of_patients_in_care() -> None:
    assert cast.signed_in(holder("reception")).get("/my-patients/").status_code == 403
