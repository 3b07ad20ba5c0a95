"""Impossible measurements are refused, unlikely ones asked, the limits themselves allowed (A4-07, A6-08)."""

from datetime import date
from decimal import Decimal

import pytest

from florence.clinical import vitals
from florence.clinical.ages import Age, age_on
from florence.clinical.bands import bands_by_code
from florence.clinical.plausibility import (
    Verdict,
    check_plausibility,
    is_pressure_possible,
)

TODAY = date(2026, 11, 24)


def years(count: int) -> Age:
    return age_on(date(TODAY.year - count, 1, 1), TODAY)


def verdict(code: str, value: str, unit: str, age: Age | None) -> Verdict:
    return check_plausibility(code, Decimal(value), unit, age).verdict


def test_it_works() -> None:
    found = check_plausibility(vitals.TEMPERATURE, Decimal(370), "Cel", years(40))
    assert (found.verdict, found.high) == (Verdict.IMPOSSIBLE, Decimal(50))
    assert found.source


@pytest.mark.parametrize(
    ("code", "value", "unit", "expected"),
    [
        (vitals.OXYGEN_SATURATION, "100", "%", Verdict.PLAUSIBLE),
        (vitals.OXYGEN_SATURATION, "101", "%", Verdict.IMPOSSIBLE),
        (vitals.OXYGEN_SATURATION, "69", "%", Verdict.UNLIKELY),
        (vitals.HEART_RATE, "350", "/min", Verdict.UNLIKELY),
        (vitals.HEART_RATE, "351", "/min", Verdict.IMPOSSIBLE),
        (vitals.SYSTOLIC, "236", "mm[Hg]", Verdict.PLAUSIBLE),
        (vitals.SYSTOLIC, "237", "mm[Hg]", Verdict.UNLIKELY),
        (vitals.SYSTOLIC, "1200", "mm[Hg]", Verdict.IMPOSSIBLE),
        (vitals.PAIN, "11", "{score}", Verdict.IMPOSSIBLE),
        ("8331-1", "42", "Cel", Verdict.UNLIKELY),
    ],
)
def test_a4_07_limits_of_an_adult(code: str, value: str, unit: str, expected: Verdict) -> None:
    assert verdict(code, value, unit, years(45)) is expected


def test_a4_07_the_weight_of_an_adult_is_unlikely_for_a_child() -> None:
    assert verdict(vitals.WEIGHT, "70", "kg", years(4)) is Verdict.UNLIKELY
    assert verdict(vitals.WEIGHT, "70", "kg", years(30)) is Verdict.PLAUSIBLE


def test_a4_07_without_an_age_only_the_impossible_is_judged() -> None:
    assert verdict(vitals.WEIGHT, "70", "kg", None) is Verdict.PLAUSIBLE
    assert verdict(vitals.WEIGHT, "701", "kg", None) is Verdict.IMPOSSIBLE


def test_another_unit_is_not_judged_by_these_limits() -> None:
    found = check_plausibility(vitals.TEMPERATURE, Decimal("98.6"), "[degF]", years(40))
    assert (found.verdict, found.high) == (Verdict.PLAUSIBLE, None)


def test_a_diastolic_above_the_systolic_is_not_one_reading() -> None:
    assert is_pressure_possible(Decimal(120), Decimal(80))
    assert not is_pressure_possible(Decimal(80), Decimal(80))


@pytest.mark.parametrize("name", ["impossible", "unlikely", "usual", "critical"])
def test_every_row_has_a_source_a_bound_and_bounds_in_order(name: str) -> None:
    for row in (row for rows in bands_by_code(name).values() for row in rows):
        assert row.source
        assert row.low is not None or row.high is not None
        assert row.low is None or row.high is None or row.low < row.high


def test_every_vital_sign_has_impossible_limits_in_its_own_unit() -> None:
    limits = bands_by_code("impossible")
    assert {(sign.code, sign.unit) for sign in vitals.VITAL_SIGNS} == {
        (code, row.unit) for code, rows in limits.items() for row in rows
    }
