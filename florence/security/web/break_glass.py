"""Opening a record in an emergency: a reason, some words, and a proof of who one is."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.security import policies
from florence.security.actions.break_glass import LASTS, SHORTEST_EXPLANATION, break_glass
from florence.security.decisions import ActionError, Refused
from florence.security.models import BreakGlass
from florence.security.subject_names import read_names
from florence.security.web import step_up
from florence.security.web.addresses import chart_of
from florence.security.web.identity import actor_of

AFTER_PROOF = "florence.security.web.break_glass.open_after_proof"


class BreakGlassForm(forms.Form):
    """Why a record is opened."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why do you need this record now?"),
        choices=BreakGlass.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why you open this record.")},
    )
    explanation = forms.CharField(
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy(
            "The privacy officer reads this, and the patient sees that you opened the record."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=SHORTEST_EXPLANATION,
        max_length=1_000,
        error_messages={
            "required": gettext_lazy("Say in a few words why you open this record."),
            "min_length": gettext_lazy("Say in a few words why you open this record."),
        },
    )


def open_record(request: HttpRequest, subject_id: UUID) -> HttpResponse:
    """The form, and the opening itself when the person has just proved who they are."""
    actor = actor_of(request)
    if not request.POST and not policies.may_break_glass(actor, subject_id=subject_id):
        return redirect(chart_of(subject_id))
    form = BreakGlassForm(request.POST or None)
    if form.is_valid():
        if not step_up.is_fresh(request):
            kept = {"subject_id": str(subject_id), **form.cleaned_data}
            return step_up.ask(request, then=AFTER_PROOF, form=kept)
        try:
            return _opened(request, subject_id, form.cleaned_data)
        except ActionError as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "subject_id": subject_id,
        "patient": read_names([subject_id])[subject_id],
        "hours": int(LASTS.total_seconds() // 3600),
        "needs_proof": not step_up.is_fresh(request),
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "security/workspace/break_glass.html", context, status=status)


def open_after_proof(request: HttpRequest, state: dict[str, str]) -> HttpResponse:
    """Do what the form asked for, now that the person has proved who they are."""
    kept = step_up.opened(request, state)
    subject_id = UUID(kept["subject_id"])
    try:
        return _opened(request, subject_id, kept)
    except (ActionError, Refused) as error:
        messages.error(request, str(error))
        return redirect("security:workspace_break_glass", subject_id)


def _opened(request: HttpRequest, subject_id: UUID, words: dict[str, Any]) -> HttpResponse:
    break_glass(
        actor_of(request), subject_id=subject_id, reason=words["reason"], explanation=words["explanation"]
    )
    messages.success(request, _("The record is open to you. The privacy officer has been told."))
    return HttpResponse(status=303, headers={"Location": chart_of(subject_id)})
