"""Sending the forms of the allergy list."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from florence.records.actions import allergies as acts
from florence.records.web.forms.allergies import AllergyForm, initial_of
from florence.records.web.forms.entries import WithdrawForm
from florence.records.web.panels import allergy_panel, withdraw_allergy_panel
from florence.records.web.sending import Sending, go_to, send
from florence.security.decisions import ActionError
from florence.security.web.identity import actor_of

HOME, TYPES = "allergies", (acts.TYPE,)


def record(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    """Record a new allergy."""

    def act(form: AllergyForm) -> Any:
        key = form.cleaned_data["key"]
        return acts.record_allergy(actor_of(request), subject_id=subject_id, entry=form.entry(), entry_id=key)

    return send(request, subject_id, Sending(AllergyForm, act, allergy_panel, _("Allergy recorded."), HOME))


def change(request: HttpRequest, subject_id: UUID, entry_id: UUID) -> HttpResponseBase:
    """Change a stored allergy."""

    def act(form: AllergyForm) -> Any:
        return acts.change_allergy(
            actor_of(request),
            subject_id=subject_id,
            entry_id=entry_id,
            entry=form.entry(),
            expected_version=form.cleaned_data["version"] or 0,
        )

    sending = Sending(
        AllergyForm, act, allergy_panel, _("Allergy changed."), HOME, entry_id, TYPES, initial_of
    )
    return send(request, subject_id, sending)


def withdraw(request: HttpRequest, subject_id: UUID, entry_id: UUID) -> HttpResponseBase:
    """Take a stored allergy back."""

    def act(form: WithdrawForm) -> Any:
        return acts.withdraw_allergy(
            actor_of(request),
            subject_id=subject_id,
            entry_id=entry_id,
            to=form.cleaned_data["to"],
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"] or 0,
        )

    done = _("Taken back. It stays in the history.")
    sending = Sending(WithdrawForm, act, withdraw_allergy_panel, done, HOME, entry_id, TYPES)
    return send(request, subject_id, sending)


def none_known(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    """Record that no allergies are known."""
    if request.method == "POST":
        try:
            acts.record_no_known_allergies(actor_of(request), subject_id=subject_id)
        except ActionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Recorded: no known allergies."))
    return go_to(HOME, subject_id)
