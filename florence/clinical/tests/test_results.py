"""Flags: bounds on both sides, sex and age, missing values, age of the value (A4-07, A6-08, A6-09)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from florence.clinical import vitals
from florence.clinical.ages import Age, age_on
from florence.clinical.ranges import critical_range, usual_range
from florence.clinical.results import Flag, flag_of, interpret, is_over_a_week_old

TODAY = date(2026, 11, 24)
POTASSIUM = "2823-3"
HAEMOGLOBIN = "718-7"


def months(count: int) -> Age:
    year, month = divmod(TODAY.year * 12 + TODAY.month - 1 - count, 12)
    return age_on(date(year, month + 1, 1), TODAY)


ADULT = months(50 * 12)


def test_it_works() -> None:
    assert flag_of(POTASSIUM, Decimal("6.8"), "mmol/L", "male", ADULT) is Flag.CRITICAL_HIGH


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        ("2.7", Flag.CRITICAL_LOW),
        ("2.8", Flag.CRITICAL_LOW),
        ("2.9", Flag.LOW),
        ("3.4", Flag.LOW),
        ("3.5", Flag.NORMAL),
        ("5.1", Flag.NORMAL),
        ("5.2", Flag.HIGH),
        ("6.1", Flag.HIGH),
        ("6.2", Flag.CRITICAL_HIGH),
    ],
)
def test_a6_08_critical_bounds_are_inclusive_and_usual_bounds_are_usual(value: str, flag: Flag) -> None:
    assert flag_of(POTASSIUM, Decimal(value), "mmol/L", "female", ADULT) is flag


def test_a6_09_the_range_depends_on_sex() -> None:
    assert flag_of(HAEMOGLOBIN, Decimal("13.0"), "g/dL", "female", ADULT) is Flag.NORMAL
    assert flag_of(HAEMOGLOBIN, Decimal("13.0"), "g/dL", "male", ADULT) is Flag.LOW


def test_a6_09_an_unknown_sex_or_age_gets_no_range_that_needs_it() -> None:
    assert flag_of(HAEMOGLOBIN, Decimal("13.0"), "g/dL", None, ADULT) is Flag.UNKNOWN
    assert flag_of(HAEMOGLOBIN, Decimal("13.0"), "g/dL", "male", None) is Flag.UNKNOWN


def test_a_child_is_not_flagged_by_an_adult_range() -> None:
    assert flag_of(HAEMOGLOBIN, Decimal("11.5"), "g/dL", "female", months(24)) is Flag.UNKNOWN


def test_a_missing_value_is_incomplete_and_not_zero() -> None:
    assert flag_of(POTASSIUM, None, "mmol/L", "male", ADULT) is Flag.INCOMPLETE


def test_an_unlike_unit_gets_no_range() -> None:
    assert flag_of(POTASSIUM, Decimal("4.0"), "mg/dL", "male", ADULT) is Flag.UNKNOWN


def test_a_value_without_any_range_is_unknown() -> None:
    assert interpret(Decimal(1), None, None) is Flag.UNKNOWN


@pytest.mark.parametrize(
    ("age", "value", "flag"),
    [
        (months(2), "180", Flag.NORMAL),
        (months(2), "181", Flag.HIGH),
        (months(3), "161", Flag.HIGH),
        (months(36), "140", Flag.NORMAL),
        (months(36), "141", Flag.HIGH),
        (months(96), "101", Flag.HIGH),
        (months(16 * 12), "90", Flag.NORMAL),
        (months(16 * 12), "91", Flag.HIGH),
        (months(16 * 12), "50", Flag.LOW),
        (months(16 * 12), "40", Flag.CRITICAL_LOW),
        (months(16 * 12), "131", Flag.CRITICAL_HIGH),
    ],
)
def test_a4_07_heart_rate_is_flagged_by_age(age: Age, value: str, flag: Flag) -> None:
    assert flag_of(vitals.HEART_RATE, Decimal(value), "/min", None, age) is flag


def test_a_temperature_taken_in_the_mouth_uses_the_range_of_temperatures() -> None:
    assert usual_range("8331-1", "Cel", None, ADULT) == usual_range(vitals.TEMPERATURE, "Cel", None, ADULT)
    assert critical_range("8331-1", "Cel", None, ADULT) is not None


def test_a4_07_a_value_is_old_after_a_week_and_not_before() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert not is_over_a_week_old(now - timedelta(days=7), now)
    assert is_over_a_week_old(now - timedelta(days=7, seconds=1), now)


def test_flags_speak_the_words_of_hl7() -> None:
    assert [flag.interpretation for flag in Flag] == [
        "N",
        "L",
        "H",
        "LL",
        "HH",
        None,
        None,
    ]
    assert [flag for flag in Flag if flag.is_critical] == [
        Flag.CRITICAL_LOW,
        Flag.CRITICAL_HIGH,
    ]
    assert [str(flag.label) for flag in Flag if flag.is_abnormal] == [
        "low",
        "high",
        "critically low",
        "critically high",
    ]
