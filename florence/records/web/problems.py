"""Sending the forms of the problem list."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from florence.records.actions import problems as acts
from florence.records.web.chart import chart_or_404, show
from florence.records.web.forms.entries import WithdrawForm
from florence.records.web.forms.problems import ProblemForm, initial_of, offers_for
from florence.records.web.panels import Asked, problem_panel, withdraw_problem_panel
from florence.records.web.sending import Sending, send
from florence.records.web.tabs import BY_NAME
from florence.security.web.identity import actor_of

HOME, TYPES = "problems", (acts.TYPE,)
SEARCH = "search"


def record(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    """Record a new problem; with the button "search" the form comes back with codes for its words."""
    if SEARCH in request.POST:
        return _with_codes(request, subject_id)

    def act(form: ProblemForm) -> Any:
        key = form.cleaned_data["key"]
        return acts.record_problem(actor_of(request), subject_id=subject_id, entry=form.entry(), entry_id=key)

    return send(request, subject_id, Sending(ProblemForm, act, problem_panel, _("Problem recorded."), HOME))


def change(request: HttpRequest, subject_id: UUID, entry_id: UUID) -> HttpResponseBase:
    """Change a stored problem."""

    def act(form: ProblemForm) -> Any:
        return acts.change_problem(
            actor_of(request),
            subject_id=subject_id,
            entry_id=entry_id,
            entry=form.entry(),
            expected_version=form.cleaned_data["version"] or 0,
        )

    sending = Sending(
        ProblemForm, act, problem_panel, _("Problem changed."), HOME, entry_id, TYPES, initial_of
    )
    return send(request, subject_id, sending)


def withdraw(request: HttpRequest, subject_id: UUID, entry_id: UUID) -> HttpResponseBase:
    """Take a stored problem back."""

    def act(form: WithdrawForm) -> Any:
        return acts.withdraw_problem(
            actor_of(request),
            subject_id=subject_id,
            entry_id=entry_id,
            to=form.cleaned_data["to"],
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"] or 0,
        )

    done = _("Taken back. It stays in the history.")
    sending = Sending(WithdrawForm, act, withdraw_problem_panel, done, HOME, entry_id, TYPES)
    return send(request, subject_id, sending)


def codes(request: HttpRequest) -> HttpResponseBase:
    """The codes that fit the words typed so far, for the open form."""
    words = request.POST.get("words", "")
    context = {
        "offers": offers_for(words, request.POST.get("code", "")),
        "chosen": request.POST.get("code", ""),
    }
    return TemplateResponse(request, "records/workspace/panels/_codes.html", context)


def _with_codes(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    chart = chart_or_404(subject_id)
    tab = BY_NAME.get(request.POST.get("tab", ""), BY_NAME[HOME])
    form = ProblemForm(initial=request.POST.dict())
    return show(request, chart, tab, panel=problem_panel(Asked(request, chart, tab, None, form)))
