from datetime import UTC, date, datetime, timedelta

import pytest

from florence.ui.ages import age_words

BORN = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("born", "at", "words"),
    [
        (date(1958, 3, 14), date(2026, 11, 24), "68y"),
        (date(1958, 3, 14), date(2026, 3, 13), "67y"),
        (date(1958, 3, 14), date(2026, 3, 14), "68y"),
        (date(2026, 11, 24), date(2026, 11, 24), "0d"),
        (date(2026, 11, 12), date(2026, 11, 24), "12d"),
        (date(2026, 10, 28), date(2026, 11, 24), "27d"),
        (date(2026, 10, 27), date(2026, 11, 24), "4w 0d"),
        (date(2026, 10, 3), date(2026, 11, 24), "7w 3d"),
        (date(2025, 11, 25), date(2026, 11, 24), "52w 0d"),
        (date(2025, 11, 24), date(2026, 11, 24), "12m 0d"),
        (date(2025, 8, 20), date(2026, 11, 24), "15m 4d"),
        (date(2024, 11, 25), date(2026, 11, 24), "23m 30d"),
        (date(2024, 11, 24), date(2026, 11, 24), "2y 0m"),
        (date(2021, 9, 2), date(2026, 11, 24), "5y 2m"),
        (date(2008, 11, 25), date(2026, 11, 24), "17y 11m"),
        (date(2008, 11, 24), date(2026, 11, 24), "18y"),
        (date(2024, 2, 29), date(2025, 3, 1), "12m 0d"),
        (date(2024, 2, 29), date(2025, 2, 28), "52w 1d"),
        (date(2025, 1, 31), date(2026, 3, 1), "13m 0d"),
        (date(1900, 1, 1), date(2026, 1, 1), "126y"),
    ],
)
def test_it_works(born: date, at: date, words: str) -> None:
    assert age_words(born, at) == words


@pytest.mark.parametrize(
    ("elapsed", "words"),
    [
        (timedelta(0), "0min"),
        (timedelta(minutes=119), "119min"),
        (timedelta(hours=2), "2hr"),
        (timedelta(hours=26, minutes=59), "26hr"),
        (timedelta(hours=47, minutes=59), "47hr"),
        (timedelta(hours=48), "2d"),
    ],
)
def test_the_newborn_has_minutes_and_hours(elapsed: timedelta, words: str) -> None:
    assert age_words(BORN, BORN + elapsed) == words


def test_an_age_before_birth_is_refused() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        age_words(date(2026, 11, 25), date(2026, 11, 24))


def test_a_moment_before_birth_is_refused() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        age_words(BORN, BORN - timedelta(minutes=1))
