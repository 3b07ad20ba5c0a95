"""Filters and pages of the chart's lists, as they stand in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from florence.foundation import clock
from florence.records.queries.facts import Wanted
from florence.records.reading.times import RecordedTime

PAGE = 50
YEAR = timedelta(days=365)
PERIODS = (("", _("All time"), None), ("5y", _("5 years"), 5 * YEAR), ("1y", _("1 year"), YEAR))
# Of a panel the address of a filter knows nothing: filtering closes it.
PANEL = ("panel", "entry")


@dataclass(frozen=True)
class Choice:
    """One choice of a filter."""

    label: str
    url: str
    current: bool


def address(filters: QueryDict, **changed: str) -> str:
    """The address of the same list with other filters; an empty one is left out."""
    values = filters.copy()
    for name in (*PANEL, *changed):
        values.pop(name, None)
    for name, value in changed.items():
        if value:
            values[name] = value
    return f"?{values.urlencode()}"


def before_in(filters: QueryDict) -> datetime | None:
    """The moment before which the page begins."""
    try:
        moment = parse_datetime(filters.get("before", ""))
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def page_wanted(filters: QueryDict) -> Wanted:
    """One page of a list, and one entry more, which tells that there is another."""
    return Wanted(until=before_in(filters), limit=PAGE + 1)


def pages_of(times: Sequence[RecordedTime | None], filters: QueryDict) -> dict[str, Any]:
    """The links to other pages of a list whose entries have these times."""
    last = next((time.starts for time in reversed(times) if time and time.starts), None)
    has_older = len(times) > PAGE and last is not None
    return {
        "shown": len(times),
        "older": address(filters, before=last.isoformat()) if has_older and last else "",
        "newest": before_in(filters) is not None,
    }


def period_wanted(filters: QueryDict) -> Wanted:
    """The period that the address asks for; all time for any other."""
    length = next((length for name, _label, length in PERIODS if name == filters.get("period", "")), None)
    return Wanted(since=clock.now() - length if length else None)


def periods(filters: QueryDict) -> list[Choice]:
    """The periods to choose from."""
    chosen = filters.get("period", "")
    return [
        Choice(str(label), address(filters, period=name), name == chosen) for name, label, _length in PERIODS
    ]
