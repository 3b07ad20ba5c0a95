from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from florence.foundation import clock
from florence.ui import spoken_days


@pytest.fixture(autouse=True)
def on_a_tuesday() -> Iterator[None]:
    with (
        clock.held_at(datetime(2026, 11, 24, 10, 0, tzinfo=UTC)),
        timezone.override("Europe/London"),
        translation.override("en"),
    ):
        yield


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24/11/26", date(2026, 11, 24)),
        ("24-11-2026", date(2026, 11, 24)),
        ("24.11.26", date(2026, 11, 24)),
        ("24 nov", date(2026, 11, 24)),
        ("24 November 2026", date(2026, 11, 24)),
        ("24-Nov-2026", date(2026, 11, 24)),
        ("2026-11-24", date(2026, 11, 24)),
        ("14/3/58", date(1958, 3, 14)),
        ("3 jan", date(2027, 1, 3)),
        ("30 dec", date(2026, 12, 30)),
        ("t", date(2026, 11, 24)),
        ("t+3", date(2026, 11, 27)),
        ("T - 1", date(2026, 11, 23)),
        ("29/2/28", date(2028, 2, 29)),
    ],
)
def test_it_works(text: str, day: date) -> None:
    assert spoken_days.parse(text) == day


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "31/2/26", "11/24/26", "24", "24 xyz", "29 feb 2027", "0/1/26"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        spoken_days.parse(text)


def test_months_are_read_in_the_readers_language() -> None:
    with translation.override("fr"):
        assert spoken_days.parse("3 février 2027") == date(2027, 2, 3)
