"""The tabs of the chart: what each shows and where it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from florence.records.actions.history import TYPES as HISTORY_TYPES
from florence.records.actions.history import kind_of
from florence.records.queries.chart import Chart
from florence.records.queries.facts import Wanted, facts_of
from florence.records.queries.lists import (
    list_documents,
    list_family,
    list_immunisations,
    list_medicines,
    list_problems,
    list_procedures,
    list_visits,
)
from florence.records.queries.results import list_result_groups, list_social, list_values
from florence.records.queries.summary import LatestVitals, get_summary, list_vitals
from florence.records.queries.timeline import get_timeline
from florence.records.queries.trends import list_vital_trends, trend_of
from florence.records.reading.medicines import CURRENT
from florence.records.web.filters import (
    Choice,
    address,
    before_in,
    page_wanted,
    pages_of,
    period_wanted,
    periods,
)
from florence.ui import shell
from florence.ui.addresses import about

Contents = dict[str, Any]

RECENT_PROCEDURES = 20

KINDS = (
    ("", _("Everything")),
    ("visits", _("Visits")),
    ("results", _("Reports")),
    ("medicines", _("Medicines")),
    ("vitals", _("Vitals")),
    ("problems", _("Problems")),
    ("procedures", _("Procedures")),
    ("immunisations", _("Immunisations")),
)


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
        return about(self.view_name, chart.subject_id)


def _summary(chart: Chart, filters: QueryDict) -> Contents:
    summary = get_summary(chart)
    critical = len(summary.critical)
    words = ngettext("%(count)d critical", "%(count)d critical", critical) % {"count": critical}
    return {"summary": summary, "hot": {"results": words} if critical else {}}


def _allergies(chart: Chart, filters: QueryDict) -> Contents:
    return {
        "active": [a for a in chart.allergies if a.is_active],
        "past": [a for a in chart.allergies if not a.is_active],
        "state": chart.banner.allergies,
    }


def _problems(chart: Chart, filters: QueryDict) -> Contents:
    problems = list_problems(chart.subjects)
    return {
        "active": [p for p in problems if p.is_active],
        "past": [p for p in problems if not p.is_active and not p.is_withdrawn],
        "withdrawn": [p for p in problems if p.is_withdrawn],
    }


def _medicines(chart: Chart, filters: QueryDict) -> Contents:
    current = list_medicines(chart.subjects, Wanted(statuses=CURRENT))
    past = [m for m in list_medicines(chart.subjects, page_wanted(filters)) if not m.is_current]
    times = [medicine.started for medicine in past]
    return {"current": current, "past": past, **pages_of(times, filters)}


def _immunisations(chart: Chart, filters: QueryDict) -> Contents:
    given = list_immunisations(chart.subjects, page_wanted(filters))
    return {"immunisations": given, **pages_of([each.given for each in given], filters)}


def _visits(chart: Chart, filters: QueryDict) -> Contents:
    visits = list_visits(chart.subjects, page_wanted(filters))
    return {"visits": visits, **pages_of([visit.started for visit in visits], filters)}


def _procedures(chart: Chart, filters: QueryDict) -> Contents:
    procedures = list_procedures(chart.subjects, page_wanted(filters))
    return {"procedures": procedures, **pages_of([each.performed for each in procedures], filters)}


def _documents(chart: Chart, filters: QueryDict) -> Contents:
    documents = list_documents(chart.subjects, page_wanted(filters))
    return {"documents": documents, **pages_of([each.written for each in documents], filters)}


def _vitals(chart: Chart, filters: QueryDict) -> Contents:
    return {
        "vitals": LatestVitals(tuple(list_vitals(chart.subjects, chart.person))),
        "trends": list_vital_trends(chart.subjects, chart.person, period_wanted(filters)),
        "periods": periods(filters),
    }


def _results(chart: Chart, filters: QueryDict) -> Contents:
    code = filters.get("test", "")
    if code:
        values = list_values(chart.subjects, chart.person, code, period_wanted(filters))
        name = values[0].name if values else ""
        return {
            "test": name,
            "values": values,
            "trend": trend_of(values, chart.person),
            "periods": periods(filters),
        }
    only_abnormal = filters.get("only") == "abnormal"
    groups = list_result_groups(chart.subjects, chart.person, only_abnormal=only_abnormal)
    return {"groups": groups, "only_abnormal": only_abnormal}


def _history(chart: Chart, filters: QueryDict) -> Contents:
    family = [each for each in list_family(chart.subjects) if not each.is_withdrawn]
    social = list_social(chart.subjects, chart.person)
    procedures = list_procedures(chart.subjects, Wanted(limit=RECENT_PROCEDURES))
    shown = [*(each.id for each in family), *(each.id for each in procedures)]
    shown += [each.id for each in social if each.id is not None]
    found = facts_of(chart.subjects, shown, HISTORY_TYPES)
    changeable = {fact.row.id for fact in found if kind_of(fact.resource)}
    return {"family": family, "social": social, "procedures": procedures, "changeable": changeable}


def _timeline(chart: Chart, filters: QueryDict) -> Contents:
    kind = filters.get("kind", "")
    timeline = get_timeline(chart, kind, before_in(filters))
    older = address(filters, before=timeline.before.isoformat()) if timeline.before else ""
    kinds = [
        Choice(str(words), address(filters, kind=name, before=""), name == kind) for name, words in KINDS
    ]
    return {"days": timeline.days, "older": older, "kinds": kinds}


TABS: tuple[ChartTab, ...] = (
    ChartTab("summary", _("Summary"), _summary),
    ChartTab("timeline", _("Timeline"), _timeline),
    ChartTab("results", _("Results"), _results),
    ChartTab("medicines", _("Medicines"), _medicines),
    ChartTab("vitals", _("Vitals"), _vitals),
    ChartTab("problems", _("Problems"), _problems),
    ChartTab("allergies", _("Allergies"), _allergies),
    ChartTab("immunisations", _("Immunisations"), _immunisations),
    ChartTab("visits", _("Visits"), _visits),
    ChartTab("procedures", _("Procedures"), _procedures),
    ChartTab("history", _("Family and social"), _history),
    ChartTab("documents", _("Documents"), _documents),
)
BY_NAME = {tab.name: tab for tab in TABS}


def bar_of(chart: Chart, current: ChartTab, hot: Mapping[str, str] | None = None) -> list[shell.Tab]:
    """The tab bar of a chart; `hot` has words for tabs that hold something urgent."""
    urgent = hot or {}
    return [
        shell.Tab(
            _label(tab.name, get_language()),
            tab.url(chart),
            current=tab is current,
            count=urgent.get(tab.name) or _count(chart, tab),
            hot=tab.name in urgent,
        )
        for tab in TABS
    ]


@cache
def _label(name: str, language: str | None) -> str:
    """The words on a tab in the language that is spoken now."""
    return str(BY_NAME[name].label)


def _count(chart: Chart, tab: ChartTab) -> str:
    count = len(chart.banner.allergy_list) if tab.name == "allergies" else 0
    return str(count) if count else ""
