"""The pages of the chart, as a doctor, a nurse and others open them."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from florence.records.models import Resource
from florence.records.tests import cast
from florence.records.web.tabs import TABS
from florence.security.models import Account, Draft
from florence.security.scope import scope
from florence.security.tests.cast import account, role
from florence.terminology.systems import CONDITION_CLINICAL

pytestmark = pytest.mark.django_db

ADDRESSES = ["" if tab.name == "summary" else f"{tab.name}/" for tab in TABS]
PENICILLIN = {
    "substance": "penicillin",
    "reactions": ["anaphylaxis"],
    "severity": "severe",
    "verification": "confirmed",
    "status": "active",
    "tab": "allergies",
}
NOT_FOR_SCREENS = re.compile(r"\bNone\b|\bTrue\b|\d{4}-\d{2}-\d{2}T|entered-in-error|E11\.9 E11\.9")


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


@pytest.fixture
def filled(patient: UUID) -> UUID:
    """The patient with one odd entry of every kind."""
    active = {"coding": [{"system": CONDITION_CLINICAL, "code": "active"}]}
    cast.fact(patient, "Condition", code={"text": "Gout"}, clinicalStatus=active, onsetDateTime="2019")
    cast.fact(patient, "Condition", clinicalStatus=active)
    cast.fact(
        patient,
        "MedicationRequest",
        status="active",
        intent="order",
        medicationReference={"display": "insulin"},
    )
    cast.fact(
        patient, "Immunization", status="completed", vaccineCode={"text": "MMR"}, occurrenceDateTime="2020"
    )
    cast.fact(patient, "Procedure", status="not-done", code={"text": "Biopsy"})
    cast.fact(patient, "Observation", status="final", code={"text": "Pulse"}, effectiveDateTime="2026-01-01")
    cast.fact(patient, "DiagnosticReport", status="final", code={"text": "Blood panel"})
    return patient


def text_of(page: str) -> str:
    """What the page says, without its tags."""
    return re.sub(r"<[^>]*>", " ", re.sub(r"<(script|template)\b.*?</\1>", " ", page, flags=re.DOTALL))


def stored(resource_type: str = "AllergyIntolerance") -> int:
    with scope(cast.SYSTEM, "look"):
        return Resource.objects.filter(type=resource_type).count()


def test_it_works(browser: Client, patient: UUID) -> None:
    page = browser.get(f"/patients/{patient}/")
    assert page.status_code == 200
    assert "ANDERSON, Maryam" in page.content.decode()
    assert "Allergies not recorded" in page.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_tab_shows_odd_entries_in_words(browser: Client, filled: UUID, address: str) -> None:
    page = browser.get(f"/patients/{filled}/{address}")
    assert page.status_code == 200
    assert not NOT_FOR_SCREENS.search(text_of(page.content.decode()))


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_tab_of_an_empty_record_says_what_would_be_there(
    browser: Client, patient: UUID, address: str
) -> None:
    page = browser.get(f"/patients/{patient}/{address}")
    assert page.status_code == 200
    assert "ANDERSON, Maryam" in page.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_sees_no_tab_but_the_allergies(patient: UUID, address: str) -> None:
    stranger = cast.signed_in(account("stranger", cast.doctor_role()))
    expected = 200 if address == "allergies/" else 403
    assert stranger.get(f"/patients/{patient}/{address}").status_code == expected


def test_the_desk_sees_no_chart(patient: UUID) -> None:
    desk = account(
        "desk", role("desk", "patients.read_identity", shelves=["identity"], needs_second_factor=False)
    )
    cast.treated_by(desk, patient)
    assert cast.signed_in(desk).get(f"/patients/{patient}/").status_code == 403


def test_an_unknown_patient_is_not_found(browser: Client) -> None:
    assert browser.get(f"/patients/{uuid4()}/").status_code == 404


def test_the_summary_page_takes_at_most_25_queries(browser: Client, filled: UUID) -> None:
    browser.get(f"/patients/{filled}/")
    with CaptureQueriesContext(connection) as queries:
        browser.get(f"/patients/{filled}/")
    reads = [query for query in queries if query["sql"].lstrip().startswith(("SELECT", "WITH"))]
    assert len(reads) <= 25


def test_a_dose_that_nobody_recorded_is_said_to_be_missing(browser: Client, filled: UUID) -> None:
    assert "Dose not recorded" in browser.get(f"/patients/{filled}/medicines/").content.decode()


def test_a_page_that_asks_for_a_part_gets_no_second_frame(browser: Client, patient: UUID) -> None:
    part = browser.get(f"/patients/{patient}/allergies/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="chart"' in part
    assert "ANDERSON, Maryam" in part


def test_the_open_chart_listens_for_changes_of_its_patient(browser: Client, patient: UUID) -> None:
    page = browser.get(f"/patients/{patient}/").content.decode()
    assert f"/live/stream?topic=patient-{patient}" in page
    assert f'data-live-list="patient-{patient}"' in page


def test_the_banner_is_had_alone(browser: Client, patient: UUID) -> None:
    part = browser.get(f"/patients/{patient}/banner/?tab=results").content.decode()
    assert 'id="banner"' in part
    assert "<html" not in part


def test_the_summary_is_printed_with_two_identifiers(browser: Client, filled: UUID) -> None:
    page = browser.get(f"/patients/{filled}/print/").content.decode()
    assert "Summary of the record" in page
    assert "Hospital no." in page
    assert "14-Mar-1968" in page


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


def test_a_filter_in_the_address_keeps_the_page_open(browser: Client, filled: UUID) -> None:
    for query in (
        "vitals/?period=1y",
        "timeline/?kind=procedures",
        "timeline/?before=nonsense",
        "results/?only=abnormal",
    ):
        assert browser.get(f"/patients/{filled}/{query}").status_code == 200


def test_a_test_without_values_says_so(browser: Client, patient: UUID) -> None:
    assert browser.get(f"/patients/{patient}/results/?test=2823-3").status_code == 200
