"""The pages of the chart, as a doctor and a nurse open them."""

from uuid import UUID

import pytest
from django.test import Client

from florence.records.tests import cast
from florence.security.models import Account
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


def test_it_works(browser: Client, patient: UUID) -> None:
    page = browser.get(f"/patients/{patient}/")
    assert page.status_code == 200
    assert "ANDERSON, Maryam" in page.content.decode()
    assert "Allergies not recorded" in page.content.decode()


def test_an_allergy_is_recorded_through_the_form(browser: Client, patient: UUID) -> None:
    form = browser.get(f"/patients/{patient}/allergies/?panel=allergy")
    assert form.status_code == 200
    sent = browser.post(
        f"/patients/{patient}/allergies/record/",
        {
            "substance": "penicillin",
            "reactions": ["anaphylaxis"],
            "severity": "severe",
            "verification": "confirmed",
            "status": "active",
            "tab": "allergies",
        },
    )
    assert sent.status_code == 303
    page = browser.get(sent["Location"]).content.decode()
    assert "Known allergies" in page
    assert "Anaphylaxis" in page


def test_a4_05_an_incomplete_form_comes_back_with_what_was_typed(browser: Client, patient: UUID) -> None:
    sent = browser.post(f"/patients/{patient}/allergies/record/", {"substance": "latex", "status": "active"})
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "Choose how severe the worst reaction was" in page
    assert 'value="latex"' in page
    assert "Allergies not recorded" in page
