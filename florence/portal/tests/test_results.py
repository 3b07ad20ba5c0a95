"""Results as their owner reads them."""

from typing import Any

import pytest
from django.urls import reverse

from florence.portal.tests import factories
from florence.portal.tests.factories import Own

pytestmark = pytest.mark.django_db


def _page(own: Own, name: str, *args: Any) -> str:
    return own.client().get(reverse(f"portal:portal_{name}", args=args)).content.decode()


def _pressure(own: Own, upper: int, lower: int, days: int) -> Any:
    parts = (("8480-6", upper), ("8462-4", lower))
    at = factories.ago(days=days)
    panel = factories.result("85354-9", "Blood pressure panel", 0, "mm[Hg]", at)
    panel["category"][0]["coding"][0]["code"] = "vital-signs"
    del panel["valueQuantity"]
    panel["component"] = [
        {
            "code": {"coding": [{"system": factories.LOINC, "code": code}]},
            "valueQuantity": {
                "value": value,
                "unit": "mmHg",
                "system": "http://unitsofmeasure.org",
                "code": "mm[Hg]",
            },
        }
        for code, value in parts
    ]
    return factories.write(own, panel)


def test_it_works() -> None:
    own = factories.own_patient()
    factories.write(own, factories.potassium(4.6, factories.ago(days=100)))
    newest = factories.write(own, factories.potassium(5.9, factories.ago(days=1)))
    page = _page(own, "result", newest)
    assert "Higher than usual" in page
    assert "5.9" in page
    assert "3.5–5.1 mmol/L" in page
    assert "Higher than last time" in page
    assert "How it changed" in page
    assert "What this means" in page
    assert "Who to ask" in page


def test_only_the_latest_of_each_test_is_listed() -> None:
    own = factories.own_patient()
    factories.write(own, factories.potassium(4.6, factories.ago(days=100)))
    factories.write(own, factories.potassium(5.9, factories.ago(days=1)))
    page = _page(own, "results")
    assert "5.9 mmol/L" in page
    assert "4.6 mmol/L" not in page


def test_a_single_value_has_no_chart_and_nothing_to_compare() -> None:
    own = factories.own_patient()
    page = _page(own, "result", factories.write(own, factories.potassium(4.4, factories.ago(days=1))))
    assert "In the usual range" in page
    assert "How it changed" not in page
    assert "last time" not in page


def test_a_critical_value_says_to_call_the_care_team() -> None:
    own = factories.own_patient()
    page = _page(own, "result", factories.write(own, factories.potassium(6.9, factories.ago(days=1))))
    assert "Much higher than usual" in page
    assert "call your care team today" in page


def test_an_own_result_of_a_sensitive_category_is_listed() -> None:
    own = factories.own_patient()
    tested = factories.result("56888-1", "HIV 1+2 antibody", 0, "{index}", factories.ago(days=2))
    factories.write(own, factories.labelled(tested, "R", "HIV"))
    assert "HIV 1+2 antibody" in _page(own, "results")


def test_a_result_withdrawn_as_a_mistake_is_not_shown() -> None:
    own = factories.own_patient()
    wrong = factories.potassium(9.9, factories.ago(days=1)) | {"status": "entered-in-error"}
    result_id = factories.write(own, wrong)
    assert "No results yet" in _page(own, "results")
    assert own.client().get(reverse("portal:portal_result", args=[result_id])).status_code == 404


def test_blood_pressure_is_one_value_with_two_charts() -> None:
    own = factories.own_patient()
    _pressure(own, 128, 80, 90)
    newest = _pressure(own, 148, 90, 3)
    page = _page(own, "result", newest)
    assert "148/90 mmHg" in page
    assert "Blood pressure, upper number" in page
    assert "Blood pressure, lower number" in page
    assert page.count("trend-chart") == 2
    assert "148/90 mmHg" in _page(own, "part", "measurements")
