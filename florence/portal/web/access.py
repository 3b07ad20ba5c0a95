"""Who opened the record, and asking about it."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from florence.portal.queries.looks import LookedDay, list_looked_days
from florence.portal.queries.own import own_chart
from florence.portal.web.forms import QuestionForm
from florence.security.actions.questions import ask_about_access
from florence.security.decisions import ActionError
from florence.security.web.identity import actor_of


def looks(request: HttpRequest) -> HttpResponseBase:
    """Everyone who opened the record, by day."""
    chart = own_chart(actor_of(request))
    return TemplateResponse(request, "portal/portal/access.html", {"days": list_looked_days(chart.person_id)})


def ask(request: HttpRequest, day: str) -> HttpResponseBase:
    """Ask about one day."""
    actor = actor_of(request)
    chart = own_chart(actor)
    looked = _day_or_404(list_looked_days(chart.person_id), day)
    form = QuestionForm(request.POST or None)
    if form.is_valid():
        question = form.cleaned_data["question"]
        try:
            ask_about_access(actor, subject_id=chart.subject_id, about_day=looked.day, question=question)
        except ActionError as error:
            form.add_error("question", str(error))
        else:
            messages.success(request, _("Your question was sent. The answer will show here."))
            return HttpResponse(status=303, headers={"Location": reverse("portal:portal_access")})
    status = 422 if form.errors else 200
    context = {"form": form, "day": looked}
    return TemplateResponse(request, "portal/portal/ask.html", context, status=status)


def _day_or_404(days: list[LookedDay], wanted: str) -> LookedDay:
    try:
        day = date.fromisoformat(wanted)
    except ValueError as error:
        raise Http404 from error
    found = next((looked for looked in days if looked.day == day), None)
    if found is None:
        raise Http404
    return found
