"""Test results and measurements."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from florence.portal.queries.own import own_chart
from florence.portal.queries.results import get_result, is_new, list_latest_results, trends_of
from florence.security.web.identity import actor_of


def results(request: HttpRequest) -> HttpResponseBase:
    """The latest result of every test, the new ones first."""
    found = list_latest_results(own_chart(actor_of(request)))
    context = {
        "new": [result for result in found if is_new(result)],
        "earlier": [result for result in found if not is_new(result)],
    }
    return TemplateResponse(request, "portal/portal/results.html", context)


def result(request: HttpRequest, fact_id: UUID) -> HttpResponseBase:
    """One result: the sentence, the number, its past, what it means and whom to ask."""
    chart = own_chart(actor_of(request))
    found = get_result(chart, fact_id)
    if found is None:
        raise Http404
    context = {"result": found, "trends": trends_of(chart, found)}
    return TemplateResponse(request, "portal/portal/result.html", context)
