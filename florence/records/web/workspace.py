"""The views of the chart's tabs."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from florence.foundation import clock
from florence.records.queries.summary import get_summary
from florence.records.web.chart import chart_or_404, show, with_links
from florence.records.web.panels import panel_asked_for
from florence.records.web.tabs import BY_NAME, bar_of
from florence.security.web.identity import actor_of


def view_of(name: str) -> Callable[..., HttpResponseBase]:
    """The view of a tab, with the panel that the address asks for."""

    def view(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
        chart = chart_or_404(subject_id)
        tab = BY_NAME[name]
        return show(request, chart, tab, panel=panel_asked_for(request, chart, tab))

    view.__name__ = name
    return view


def banner(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    """The banner alone, which an open chart fetches again when the record has changed."""
    chart = with_links(actor_of(request), chart_or_404(subject_id))
    tab = BY_NAME.get(request.GET.get("tab", ""), BY_NAME["summary"])
    return TemplateResponse(
        request, "records/workspace/_banner.html", {"chart": chart, "tabs": bar_of(chart, tab)}
    )


def print_summary(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    """The summary on paper."""
    chart = chart_or_404(subject_id)
    context = {
        "chart": chart,
        "patient": chart.banner,
        "summary": get_summary(chart),
        "printed_at": clock.now(),
        "printed_by": actor_of(request).display,
        "back_url": reverse("records:workspace_summary", args=[subject_id]),
    }
    return TemplateResponse(request, "records/workspace/print.html", context)
