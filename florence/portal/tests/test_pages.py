"""The pages of a patient, by the patient."""

import pytest
from django.urls import reverse

from florence.portal.tests import factories

pytestmark = pytest.mark.django_db


def _text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_it_works() -> None:
    own = factories.own_patient()
    factories.full_record(own)
    page = own.client().get(reverse("portal:portal_home"))
    assert page.status_code == 200
    assert "Penicillin" in _text(page)
    assert "Metformin hydrochloride 500 mg, slow-release tablet" in _text(page)
    assert "Higher than usual" in _text(page)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("allergies", "Penicillin"),
        ("conditions", "High blood pressure"),
        ("medicines", "2 in the evening"),
        ("vaccinations", "No vaccinations are written in your record"),
        ("measurements", "Nothing has been measured yet"),
        ("visits", "No visits yet"),
        ("procedures", "No operations or treatments are written in your record"),
        ("documents", "Clinic"),
    ],
)
def test_every_part_shows_what_is_in_it(name: str, words: str) -> None:
    own = factories.own_patient()
    factories.full_record(own)
    page = own.client().get(reverse("portal:portal_part", args=[name]))
    assert page.status_code == 200
    assert words in _text(page)
