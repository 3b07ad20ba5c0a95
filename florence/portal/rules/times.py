"""Days as the portal says them, as precisely as they were recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.utils import dateformat, timezone

from florence.foundation import clock
from florence.records.reading.times import MONTH, YEAR, RecordedTime
from florence.ui import moments

_DAY = len("2026-11-24")
_with_years: ContextVar[bool] = ContextVar("with_years", default=False)


@contextmanager
def years_written() -> Iterator[None]:
    """Write the year of every day inside the block, as paper needs it that is read in years to come."""
    token = _with_years.set(True)
    try:
        yield
    finally:
        _with_years.reset(token)


def day_words(time: RecordedTime | None) -> str:
    """The day of a recorded time: "Tuesday 24 November" in this year, "24 November 2024" before; "" for none."""
    if time is None:
        return ""
    if not time.machine or time.starts is None:
        return time.words
    if len(time.machine) == YEAR:
        return time.machine
    if len(time.machine) == MONTH:
        return dateformat.format(time.starts, "F\u00a0Y")
    if len(time.machine) == _DAY:
        return date_words(date.fromisoformat(time.machine))
    return date_words(timezone.localtime(time.starts).date())


def date_words(day: date) -> str:
    """A day, with the day of the week in this year and with the year in others."""
    if day.year == timezone.localtime(clock.now()).year and not _with_years.get():
        return moments.words(day, "portal")
    return dateformat.format(day, "j\u00a0F\u00a0Y")
