"""Dates and times as people read them, always in the zone that Django has active, the site's.

The workspace writes 24-Nov-2026 22:06, the portal Tuesday 24 November, 22:06.
"""

from datetime import date, datetime
from functools import cache
from typing import Literal

from django.utils import dateformat, timezone
from django.utils.dates import MONTHS_3
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from florence.foundation import clock

LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"

Form = Literal["workspace", "portal", "time"]


def local(value: date) -> date:
    """An aware moment in the active zone; a plain date as it is. Raises ValueError for a naive datetime."""
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be shown.")
    return timezone.localtime(value)


def words_and_machine(value: date) -> tuple[str, str]:
    """The words for the workspace and the value for ``<time datetime>`` of one date or aware moment."""
    shown = local(value)
    if not isinstance(shown, datetime):
        return _day(shown), shown.isoformat()
    return f"{_day(shown)} {_clock(shown)}", shown.isoformat(timespec="minutes")


def words(value: date, form: Form = "workspace") -> str:
    """A date or an aware moment in words: with a clock time exactly when it is a moment.

    "workspace" is 24-Nov-2026; "portal" is Tuesday 24 November, with the year when it is not this one;
    "time" is the clock time alone and takes moments only.
    """
    shown = local(value)
    if form == "time":
        return _clock(_moment(shown))
    day = _portal_day(shown) if form == "portal" else _day(shown)
    if not isinstance(shown, datetime):
        return day
    parts = {"day": day, "time": _clock(shown)}
    return _("%(day)s, %(time)s") % parts if form == "portal" else f"{parts['day']} {parts['time']}"


def machine(value: date) -> str:
    """The value for ``<time datetime>``: ISO 8601, in the active zone, to the minute."""
    shown = local(value)
    return shown.isoformat(timespec="minutes") if isinstance(shown, datetime) else shown.isoformat()


def _day(shown: date) -> str:
    """What dateformat writes for d-M-Y, in a fifth of the time: a chart has many dates."""
    return f"{shown.day:02d}-{_month(shown.month, get_language())}-{shown.year:04d}"


@cache
def _month(month: int, language: str | None) -> str:
    """The short name of a month in the language that is spoken now.

    A name that is written from right to left stands between marks: without them the year after it would be drawn
    before it (Unicode Standard Annex 9, rule W2 and N1).
    """
    name = str(MONTHS_3[month]).title()
    return f"{LEFT_TO_RIGHT}{name}{LEFT_TO_RIGHT}" if get_language_bidi() else name


def _clock(shown: datetime) -> str:
    return f"{shown.hour:02d}:{shown.minute:02d}"


def _portal_day(shown: date) -> str:
    this_year = timezone.localtime(clock.now()).year
    # The number and the month stay on one line; a narrow screen may break after the day of the week.
    return dateformat.format(shown, "l j\u00a0F" if shown.year == this_year else "l j\u00a0F\u00a0Y")


def _moment(shown: date) -> datetime:
    if not isinstance(shown, datetime):
        raise TypeError("A plain date has no clock time to show.")
    return shown
