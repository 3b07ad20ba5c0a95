"""The chart: banner, tabs, the page of one tab, and beside it a panel with a form."""

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from florence.foundation import clock
from florence.records.policies import Permission
from florence.records.queries.chart import Chart, get_chart
from florence.records.web.panels import Panel, rail_of
from florence.records.web.tabs import BY_NAME, ChartTab, bar_of
from florence.security import relations
from florence.security.actors import Actor
from florence.security.models import BreakGlass, Relation
from florence.security.policies import shown_as_writer
from florence.security.queries.break_glass import live_break_glass
from florence.security.web.identity import actor_of
from florence.security.web.listening import stream_of
from florence.ui.addresses import about

WRITTEN_BY = {
    "allergy": Permission.RECORD_ALLERGY,
    "problem": Permission.RECORD_PROBLEM,
    "vitals": Permission.RECORD_VITALS,
    "history": Permission.RECORD_HISTORY,
    "document": Permission.RECORD_DOCUMENT,
}
WHOLE_PAGE, PART_OF_PAGE = "ui/workspace.html", "records/workspace/_main.html"


def chart_or_404(subject_id: UUID) -> Chart:
    """The chart of a subject; raises Http404 when there is no such patient for the reader."""
    chart = get_chart(subject_id)
    if chart is None:
        raise Http404
    return chart


def show(
    request: HttpRequest, chart: Chart, tab: ChartTab, *, panel: Panel | None = None, status: int = 200
) -> HttpResponseBase:
    """The page of one tab, as a part of the page when only that was asked for."""
    actor = actor_of(request)
    chart = with_links(actor, chart)
    contents = tab.contents(chart, request.GET)
    context = {
        "base": PART_OF_PAGE if asks_for_part(request) else WHOLE_PAGE,
        "chart": chart,
        "tab": tab,
        "tabs": bar_of(chart, tab, contents.get("hot")),
        "here": tab.url(chart),
        "address": request.get_full_path() if request.method == "GET" else tab.url(chart),
        "banner_url": about("records:workspace_banner", chart.subject_id),
        "live_url": stream_of(request, chart.topic),
        "updated_at": clock.now(),
        "emergency": _emergency_access(actor, chart),
        "panel": panel,
        "may": may_of(actor, chart.subject_id),
        "rail": rail_of(request, chart),
        "draft": panel.context.get("draft") if panel else None,
        "form": panel.context.get("form") if panel else None,
        "has_errors": status == 422,
        **contents,
    }
    return TemplateResponse(request, tab.template, context, status=status)


def _emergency_access(actor: Actor, chart: Chart) -> BreakGlass | None:
    """The reader's emergency access that is open now; asked for only when such a relation was found."""
    reach = relations.look_up(chart.subject_id)
    if reach is None or Relation.Source.BREAK_GLASS not in reach.sources:
        return None
    return live_break_glass(actor, chart.person_id)


def asks_for_part(request: HttpRequest) -> bool:
    """Whether the request was made by a page that puts the answer into itself."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )


def with_links(actor: Actor, chart: Chart) -> Chart:
    """The chart with the links of its banner, as far as the reader may follow them."""
    allergies = BY_NAME["allergies"].url(chart)
    record = f"{allergies}?panel=allergy" if may_of(actor, chart.subject_id)["allergy"] else ""
    return replace(chart, banner=replace(chart.banner, allergies_url=allergies, record_allergies_url=record))


def may_of(actor: Actor, subject_id: UUID) -> dict[str, bool]:
    """What the reader may write into this record, for the buttons; emergency access alone lets nobody write."""
    writes = shown_as_writer(subject_id)
    return {name: writes and actor.has(permission) for name, permission in WRITTEN_BY.items()}
