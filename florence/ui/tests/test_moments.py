from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from florence.foundation import clock
from florence.ui import moments

EVENING = datetime(2026, 7, 24, 22, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_london() -> Iterator[None]:
    with clock.held_at(EVENING), timezone.override("Europe/London"), translation.override("en"):
        yield


def test_it_works() -> None:
    assert moments.words(EVENING) == "24-Jul-2026 23:06"


def test_the_portal_leaves_out_this_year() -> None:
    assert moments.words(EVENING, "portal") == "Friday 24\N{NO-BREAK SPACE}July, 23:06"
    assert (
        moments.words(date(2025, 3, 4), "portal") == "Tuesday 4\N{NO-BREAK SPACE}March\N{NO-BREAK SPACE}2025"
    )


def test_a_date_has_no_clock_time() -> None:
    assert moments.words(date(1958, 3, 14)) == "14-Mar-1958"
    with pytest.raises(TypeError):
        moments.words(date(1958, 3, 14), "time")


def test_the_clock_time_is_the_sites() -> None:
    assert moments.words(EVENING, "time") == "23:06"


def test_machines_read_the_offset() -> None:
    assert moments.machine(EVENING) == "2026-07-24T23:06+01:00"


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moments.words(datetime(2026, 7, 24, 22, 6))  # noqa: DTZ001  naive on purpose


def test_in_arabic_day_month_and_year_keep_their_order() -> None:
    with translation.override("ar"):
        written = moments.words(date(1968, 7, 28))
    assert written == "28-\u200eيوليو\u200e-1968"
