"""The pages of the chart, as a doctor, a nurse and others open them."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from florence.records.tests import cast
from florence.records.tests.cast import PENICILLIN
from florence.records.web.tabs import TABS
from florence.security.models import Account, Relation
from florence.security.tests.cast import account, relate, role
from florence.terminology.systems import CONDITION_CLINICAL, LOINC, OBSERVATION_CATEGORY, UCUM

pytestmark = pytest.mark.django_db

ADDRESSES = ["" if tab.name == "summary" else f"{tab.name}/" for tab in TABS]
NARRATIVE = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Feels well.</p></div>'
EMERGENCY: dict[str, Any] = {"shelves": ["identity", "emergency"], "needs_second_factor": False}
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


def test_a_stranger_sees_the_allergies_in_an_emergency(browser: Client, patient: UUID) -> None:
    browser.post(f"/patients/{patient}/allergies/record/", PENICILLIN)
    stranger = cast.signed_in(account("stranger", role("other", *cast.READING, **EMERGENCY)))
    page = stranger.get(f"/patients/{patient}/allergies/").content.decode()
    assert "Anaphylaxis" in page
    assert "Gout" not in page


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


def test_a_critical_result_is_said_at_the_top_and_on_its_tab(browser: Client, patient: UUID) -> None:
    cast.fact(
        patient,
        "Observation",
        status="final",
        category=[{"coding": [{"system": OBSERVATION_CATEGORY, "code": "laboratory"}]}],
        code={"coding": [{"system": LOINC, "code": "2823-3"}], "text": "Potassium"},
        effectiveDateTime="2026-01-01T08:00:00Z",
        valueQuantity={"value": 6.8, "unit": "mmol/L", "system": UCUM, "code": "mmol/L"},
    )
    page = browser.get(f"/patients/{patient}/").content.decode()
    assert "Critical result: Potassium" in page
    assert "1 critical" in page


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


def test_a_note_is_read_in_the_panel(browser: Client, patient: UUID) -> None:
    note = cast.fact(
        patient,
        "Composition",
        status="final",
        type={"text": "Clinic note"},
        title="Diabetes clinic",
        date="2026-11-05T15:00:00Z",
        author=[{"display": "Dr A. Haddad"}],
        section=[{"title": "Course", "text": {"status": "generated", "div": NARRATIVE}}],
    )
    listed = browser.get(f"/patients/{patient}/documents/").content.decode()
    page = browser.get(f"/patients/{patient}/documents/?panel=document&entry={note}").content.decode()
    assert "Feels well" in listed
    assert 'id="panel"' in page
    assert page.count("Feels well") > listed.count("Feels well")


def test_the_summary_is_printed_with_two_identifiers(browser: Client, filled: UUID) -> None:
    page = browser.get(f"/patients/{filled}/print/").content.decode()
    assert "Summary of the record" in page
    assert "Hospital no." in page
    assert "14-Mar-1968" in page


def test_the_page_to_print_leads_back_to_the_chart_and_has_a_button_on_screens_only(
    browser: Client, filled: UUID
) -> None:
    page = browser.get(f"/patients/{filled}/print/").content.decode()
    [row] = re.findall(r'<div class="row screen-only">.*?</div>', page)
    assert f'href="/patients/{filled}/"' in row
    assert "data-print" in row
    assert "ui/print" in page


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


def test_emergency_access_offers_nothing_to_write(doctor: Account, patient: UUID) -> None:
    relate(doctor.id, patient, Relation.Source.BREAK_GLASS)
    browser = cast.signed_in(doctor)
    for address in ADDRESSES:
        page = browser.get(f"/patients/{patient}/{address}").content.decode()
        assert re.findall(r'href="[^"]*\?panel=(?:allergy|problem|vitals|history|file)[^"]*"', page) == [], (
            address
        )
    asked = browser.get(f"/patients/{patient}/allergies/?panel=allergy").content.decode()
    assert 'name="substance"' not in asked


def test_a_care_relation_beside_emergency_access_still_writes(doctor: Account, patient: UUID) -> None:
    relate(doctor.id, patient, Relation.Source.BREAK_GLASS)
    cast.treated_by(doctor, patient)
    page = cast.signed_in(doctor).get(f"/patients/{patient}/allergies/").content.decode()
    assert "panel=allergy" in page
