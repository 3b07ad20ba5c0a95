"""Dates as precisely as they were recorded: a year stays a year."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils import dateformat
from django.utils.translation import gettext as _

from florence.fhir import dates
from florence.ui import moments

YEAR, MONTH, DAY = len("2026"), len("2026-11"), len("2026-11-24")


@dataclass(frozen=True)
class RecordedTime:
    """A time in words, in the form of machines ("" when it has none), and the moment it is sorted by."""

    words: str
    machine: str = ""
    starts: datetime | None = None


def read_time(text: str | None) -> RecordedTime | None:
    """A FHIR date, dateTime or instant; None for nothing or for what is no date."""
    if not text:
        return None
    try:
        starts = dates.span(text)[0]
    except ValueError:
        return None
    if len(text) <= DAY:
        return RecordedTime(_words(text, starts), text, starts)
    return RecordedTime(*moments.words_and_machine(starts), starts)


def read_moment(moment: datetime | None) -> RecordedTime | None:
    """An aware moment; None for none."""
    if moment is None:
        return None
    return RecordedTime(*moments.words_and_machine(moment), moment)


def time_in(resource: dict[str, Any], name: str) -> RecordedTime | None:
    """What a choice element such as onset[x] or performed[x] says: a date, a period, an age or words."""
    if (
        text := resource.get(f"{name}DateTime")
        or resource.get(f"{name}Instant")
        or resource.get(f"{name}Date")
    ):
        return read_time(text)
    if period := resource.get(f"{name}Period"):
        return read_time(period.get("start") or period.get("end"))
    if age := resource.get(f"{name}Age"):
        years = {"value": age.get("value"), "unit": age.get("unit") or _("years")}
        return RecordedTime(_("at the age of %(value)s %(unit)s") % years)
    words = resource.get(f"{name}String")
    return RecordedTime(str(words)) if words else None


def _words(text: str, starts: datetime) -> str:
    """A year, a month or a day in words."""
    if len(text) == YEAR:
        return text
    if len(text) == MONTH:
        return dateformat.format(starts.astimezone(UTC).date(), "M-Y")
    return moments.words(date.fromisoformat(text))
