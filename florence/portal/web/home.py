"""The first page of a patient, and the page of everything else."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from florence.foundation import clock
from florence.portal.queries.looks import recent_answers, recent_emergencies
from florence.portal.queries.own import first_name, own_chart
from florence.portal.queries.results import is_new, list_latest_results
from florence.portal.queries.sections import active_allergies, current_medicines
from florence.portal.rules.greetings import greeting
from florence.security.web.identity import actor_of

MOST_NEW = 4


def home(request: HttpRequest) -> HttpResponseBase:
    """Greeting, what is new, and health at a glance."""
    chart = own_chart(actor_of(request))
    now = timezone.localtime(clock.now())
    fresh = [result for result in list_latest_results(chart) if is_new(result)]
    fresh.sort(key=lambda result: (not result.is_critical, not result.measurement.is_abnormal))
    context = {
        "greeting": greeting(now, first_name(chart)),
        "today": now.date(),
        "new_results": fresh[:MOST_NEW],
        "more_results": max(len(fresh) - MOST_NEW, 0),
        "emergencies": recent_emergencies(chart.person_id),
        "answers": recent_answers(chart.person_id),
        "allergies": active_allergies(chart),
        "allergy_state": chart.banner.allergies,
        "medicines": current_medicines(chart),
    }
    return TemplateResponse(request, "portal/portal/home.html", context)


def more(request: HttpRequest) -> HttpResponseBase:
    """Settings, the copy of the record, help, and the way out."""
    return TemplateResponse(request, "portal/portal/more.html", {"settings_url": _address("own:settings")})


def _address(view: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""
