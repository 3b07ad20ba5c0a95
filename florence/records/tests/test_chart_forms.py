"""The forms of the chart: recording, changing, taking back; what is refused comes back and nothing is lost."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from florence.records.models import Resource
from florence.records.tests import cast
from florence.records.tests.cast import PENICILLIN
from florence.security.models import Account, Draft
from florence.security.scope import scope
from florence.security.tests.cast import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient() -> UUID:
    return cast.patient()


@pytest.fixture
def doctor() -> Account:
    return account("doctor", cast.doctor_role())


@pytest.fixture
def browser(doctor: Account, patient: UUID) -> Client:
    cast.treated_by(doctor, patient)
    return cast.signed_in(doctor)


def stored(resource_type: str = "AllergyIntolerance") -> int:
    with scope(cast.SYSTEM, "look"):
        return Resource.objects.filter(type=resource_type).count()


def test_an_allergy_is_recorded_through_the_form(browser: Client, patient: UUID) -> None:
    assert browser.get(f"/patients/{patient}/?panel=allergy").status_code == 200
    sent = browser.post(f"/patients/{patient}/allergies/record/", PENICILLIN)
    assert sent.status_code == 303
    page = browser.get(sent["Location"]).content.decode()
    assert "Known allergies" in page
    assert "Anaphylaxis" in page


def test_the_form_leads_back_to_the_tab_where_it_was_opened(browser: Client, patient: UUID) -> None:
    sent = browser.post(f"/patients/{patient}/allergies/record/", PENICILLIN | {"tab": "timeline"})
    assert sent["Location"] == f"/patients/{patient}/timeline/"


def test_a4_05_an_incomplete_form_comes_back_with_what_was_typed(browser: Client, patient: UUID) -> None:
    sent = browser.post(f"/patients/{patient}/allergies/record/", {"substance": "latex", "status": "active"})
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "Choose how severe the worst reaction was" in page
    assert 'value="latex"' in page
    assert "<title>Error:" in page
    assert stored() == 0


def test_the_same_form_sent_twice_writes_one_allergy(browser: Client, patient: UUID) -> None:
    key = str(uuid4())
    for _time in range(2):
        browser.post(f"/patients/{patient}/allergies/record/", PENICILLIN | {"key": key})
    assert stored() == 1


def test_an_older_form_shows_both_versions_and_loses_nothing(browser: Client, patient: UUID) -> None:
    key = str(uuid4())
    browser.post(f"/patients/{patient}/allergies/record/", PENICILLIN | {"key": key})
    address = f"/patients/{patient}/allergies/{key}/"
    browser.post(address, PENICILLIN | {"version": 1, "severity": "mild"})
    mine = PENICILLIN | {"version": 1, "severity": "moderate", "note": "told by the mother"}
    answer = browser.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed this entry" in page
    assert "told by the mother" in page
    assert "Mild" in page
    assert 'name="version" value="2"' in page
    assert browser.post(address, mine | {"version": 2}).status_code == 303


def test_no_known_allergies_are_recorded_by_a_button(browser: Client, patient: UUID) -> None:
    sent = browser.post(f"/patients/{patient}/allergies/none-known/")
    assert sent.status_code == 303
    assert "No known allergies" in browser.get(sent["Location"]).content.decode()


def test_a4_04_the_button_is_refused_while_an_allergy_is_active(browser: Client, patient: UUID) -> None:
    browser.post(f"/patients/{patient}/allergies/record/", PENICILLIN)
    page = browser.post(f"/patients/{patient}/allergies/none-known/", follow=True).content.decode()
    assert "There are active allergies" in page
    assert stored() == 1


def test_an_allergy_is_taken_back_through_the_form(browser: Client, patient: UUID) -> None:
    key = str(uuid4())
    browser.post(f"/patients/{patient}/allergies/record/", PENICILLIN | {"key": key})
    assert (
        "Penicillin"
        in browser.get(f"/patients/{patient}/?panel=withdraw-allergy&entry={key}").content.decode()
    )
    sent = browser.post(
        f"/patients/{patient}/allergies/{key}/withdraw/",
        {"to": "entered-in-error", "reason": "wrong patient", "version": 1},
    )
    assert sent.status_code == 303
    assert "Allergies not recorded" in browser.get(f"/patients/{patient}/").content.decode()


def test_a4_19_the_panel_of_versions_names_who_and_when(browser: Client, patient: UUID) -> None:
    key = str(uuid4())
    browser.post(f"/patients/{patient}/allergies/record/", PENICILLIN | {"key": key})
    browser.post(f"/patients/{patient}/allergies/{key}/", PENICILLIN | {"version": 1, "severity": "mild"})
    page = browser.get(f"/patients/{patient}/allergies/?panel=versions&entry={key}").content.decode()
    assert "Version 2" in page
    assert "Doctor" in page
    assert "<ins" in page


def test_an_entry_of_another_patient_is_not_found(browser: Client, patient: UUID) -> None:
    other = cast.fact(cast.patient(), "Procedure", status="completed", code={"text": "Biopsy"})
    assert browser.get(f"/patients/{patient}/?panel=versions&entry={other}").status_code == 404


@pytest.mark.parametrize("name", ["no-such-panel", "problem"])
def test_a_panel_that_one_may_not_write_is_not_shown(patient: UUID, name: str) -> None:
    nurse = account("nurse", cast.nurse_role())
    cast.treated_by(nurse, patient)
    page = cast.signed_in(nurse).get(f"/patients/{patient}/?panel={name}").content.decode()
    assert 'id="panel"' not in page


def test_a_problem_is_recorded_with_a_code_of_the_list(browser: Client, patient: UUID) -> None:
    form = {
        "words": "sugar disease",
        "code": "E11.9",
        "status": "active",
        "verification": "confirmed",
        "since": "2019",
    }
    sent = browser.post(f"/patients/{patient}/problems/record/", form)
    assert sent.status_code == 303
    page = browser.get(sent["Location"]).content.decode()
    assert "sugar disease" in page
    assert "E11.9" in page


def test_without_a_script_the_codes_are_searched_by_a_button(browser: Client, patient: UUID) -> None:
    form = {"words": "type 2 diabetes", "status": "active", "verification": "confirmed", "search": "yes"}
    page = browser.post(f"/patients/{patient}/problems/record/", form).content.decode()
    assert "E11.9" in page
    assert 'value="type 2 diabetes"' in page
    assert stored("Condition") == 0


def test_codes_are_offered_while_one_types(browser: Client) -> None:
    assert "E11.9" in browser.post("/diagnoses/", {"words": "type 2 diabetes"}).content.decode()


def test_a_problem_that_ends_before_it_begins_comes_back(browser: Client, patient: UUID) -> None:
    form = {
        "words": "gout",
        "status": "resolved",
        "verification": "confirmed",
        "since": "2019",
        "until": "2018",
    }
    answer = browser.post(f"/patients/{patient}/problems/record/", form)
    assert answer.status_code == 422
    assert "The end lies before the beginning" in answer.content.decode()
    assert stored("Condition") == 0


def vitals(**given: str) -> dict[str, Any]:
    return {"day": "today", "time": "00:00", "key": str(uuid4())} | given


def test_vital_signs_are_recorded_through_the_form(browser: Client, patient: UUID) -> None:
    sent = browser.post(
        f"/patients/{patient}/vitals/record/", vitals(day="1/2/26", systolic="130", diastolic="85", pain="2")
    )
    assert sent.status_code == 303
    page = browser.get(f"/patients/{patient}/vitals/").content.decode()
    assert "130/85" in page
    assert "over a week old" in page


def test_a4_07_an_impossible_value_comes_back_at_its_box(browser: Client, patient: UUID) -> None:
    answer = browser.post(f"/patients/{patient}/vitals/record/", vitals(day="1/2/26", temperature="73.4"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Temperature can only be" in page
    assert 'aria-describedby="id_temperature-error"' in page
    assert stored("Observation") == 0


def test_a4_07_an_unlikely_value_is_confirmed_and_then_recorded(browser: Client, patient: UUID) -> None:
    form = vitals(day="1/2/26", weight="350")
    answer = browser.post(f"/patients/{patient}/vitals/record/", form)
    assert answer.status_code == 422
    assert 'name="confirm_weight" value="350"' in answer.content.decode()
    assert (
        browser.post(f"/patients/{patient}/vitals/record/", form | {"confirm_weight": "350"}).status_code
        == 303
    )


def test_a_confirmation_holds_for_the_value_that_was_asked_about(browser: Client, patient: UUID) -> None:
    form = vitals(day="1/2/26", weight="390", confirm_weight="350")
    assert browser.post(f"/patients/{patient}/vitals/record/", form).status_code == 422
    assert stored("Observation") == 0


@pytest.mark.parametrize("time", ["25:00", "noon", "99"])
def test_a_time_that_is_none_comes_back(browser: Client, patient: UUID, time: str) -> None:
    answer = browser.post(f"/patients/{patient}/vitals/record/", vitals(heart_rate="72") | {"time": time})
    assert answer.status_code == 422
    assert "Enter a time, like 22:06" in answer.content.decode()


def test_illness_in_the_family_is_recorded_through_the_form(browser: Client, patient: UUID) -> None:
    form = {"kind": "family", "words": "Breast cancer", "relative": "MTH", "age": "52"}
    sent = browser.post(f"/patients/{patient}/history/record/", form)
    assert sent.status_code == 303
    assert "at the age of 52 years" in browser.get(f"/patients/{patient}/history/").content.decode()


def test_a_draft_is_offered_again_with_a_key_of_its_own(
    browser: Client, doctor: Account, patient: UUID
) -> None:
    key = str(uuid4())
    browser.post(f"/drafts/records.allergy/{patient}/", {"substance": "latex", "key": key})
    page = browser.get(f"/patients/{patient}/?panel=allergy").content.decode()
    assert 'value="latex"' in page
    assert key not in page


def test_saving_throws_the_draft_away(browser: Client, doctor: Account, patient: UUID) -> None:
    browser.post(f"/drafts/records.allergy/{patient}/", {"substance": "latex"})
    browser.post(f"/patients/{patient}/allergies/record/", PENICILLIN)
    assert not Draft.objects.filter(account=doctor).exists()
