"""Days as the portal says them, as precisely as they were recorded."""

from datetime import date

from django.utils import dateformat, timezone

from florence.foundation import clock
from florence.records.reading.times import MONTH, YEAR, RecordedTime
from florence.ui import moments

_DAY = len("2026-11-24")


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
    if day.year == timezone.localtime(clock.now()).year:
        return moments.words(day, "portal")
    return dateformat.format(day, "j\u00a0F\u00a0Y")
