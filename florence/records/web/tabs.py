"""The tabs of the chart: what each shows and where it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from florence.records.queries.chart import Chart
from florence.records.queries.summary import get_summary
from florence.ui import shell

Contents = dict[str, Any]


@dataclass(frozen=True)
class ChartTab:
    """One tab; `contents` gathers what its template shows, from the chart and the filters in the address."""

    name: str
    label: Promise
    contents: Callable[[Chart, QueryDict], Contents]

    @property
    def template(self) -> str:
        """The template of its page."""
        return f"records/workspace/{self.name}.html"

    @property
    def view_name(self) -> str:
        """The name of its address."""
        return f"records:workspace_{self.name}"

    def url(self, chart: Chart) -> str:
        """Its address for a patient."""
        return reverse(self.view_name, args=[chart.subject_id])


def _summary(chart: Chart, filters: QueryDict) -> Contents:
    return {"summary": get_summary(chart)}


def _allergies(chart: Chart, filters: QueryDict) -> Contents:
    return {
        "active": [a for a in chart.allergies if a.is_active],
        "past": [a for a in chart.allergies if not a.is_active],
        "state": chart.banner.allergies,
    }


TABS: tuple[ChartTab, ...] = (
    ChartTab("summary", _("Summary"), _summary),
    ChartTab("allergies", _("Allergies"), _allergies),
)
BY_NAME = {tab.name: tab for tab in TABS}


def bar_of(chart: Chart, current: ChartTab) -> list[shell.Tab]:
    """The tab bar of a chart."""
    return [
        shell.Tab(str(tab.label), tab.url(chart), current=tab is current, count=_count(chart, tab))
        for tab in TABS
    ]


def _count(chart: Chart, tab: ChartTab) -> str:
    count = len(chart.banner.allergy_list) if tab.name == "allergies" else 0
    return str(count) if count else ""
