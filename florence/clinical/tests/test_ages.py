"""Ages at the edges of months, years and leap days."""

from datetime import date

import pytest

from florence.clinical.ages import age_in_years, age_on, spoken_age


def test_it_works() -> None:
    age = age_on(date(1968, 3, 8), date(2026, 11, 24))
    assert (age.years, age.months, age.days) == (58, 8, 16)


def test_a_day_before_the_birth_is_refused() -> None:
    with pytest.raises(ValueError, match="before the birth date"):
        age_on(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("birth", "day", "years"),
    [
        (date(2000, 2, 29), date(2001, 2, 28), 0),
        (date(2000, 2, 29), date(2001, 3, 1), 1),
        (date(2000, 2, 29), date(2004, 2, 28), 3),
        (date(2000, 2, 29), date(2004, 2, 29), 4),
        (date(2010, 6, 15), date(2026, 6, 14), 15),
        (date(2010, 6, 15), date(2026, 6, 15), 16),
    ],
)
def test_years_are_completed_on_the_birthday(birth: date, day: date, years: int) -> None:
    assert age_in_years(birth, day) == years


def test_days_after_a_short_month_are_counted_from_its_end() -> None:
    age = age_on(date(2026, 1, 31), date(2026, 3, 1))
    assert (age.months, age.days, age.total_days) == (1, 1, 29)


@pytest.mark.parametrize(
    ("birth", "words"),
    [
        (date(2026, 11, 24), "0 days"),
        (date(2026, 11, 23), "1 day"),
        (date(2026, 10, 28), "27 days"),
        (date(2026, 10, 24), "1 month"),
        (date(2024, 11, 25), "23 months"),
        (date(2024, 11, 24), "2 years"),
    ],
)
def test_newborns_are_spoken_of_in_days_and_small_children_in_months(birth: date, words: str) -> None:
    assert spoken_age(age_on(birth, date(2026, 11, 24))) == words
