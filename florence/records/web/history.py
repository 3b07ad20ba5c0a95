"""Sending the forms of the history."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from florence.records.actions.history import TYPES, change_history_entry, record_history_entry
from florence.records.web.forms.history import HistoryChangeForm, HistoryForm, initial_of
from florence.records.web.panels import history_panel
from florence.records.web.sending import Sending, send
from florence.security.web.identity import actor_of


def record(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    """Record an operation, an illness in the family, or a fact of the way of life."""

    def act(form: HistoryForm) -> Any:
        key = form.cleaned_data["key"]
        return record_history_entry(
            actor_of(request), subject_id=subject_id, entry=form.entry(), entry_id=key
        )

    return send(request, subject_id, Sending(HistoryForm, act, history_panel, _("Recorded."), "history"))


def change(request: HttpRequest, subject_id: UUID, entry_id: UUID) -> HttpResponseBase:
    """Change a stored entry of the history."""

    def act(form: HistoryChangeForm) -> Any:
        return change_history_entry(
            actor_of(request),
            subject_id=subject_id,
            entry_id=entry_id,
            entry=form.entry(),
            expected_version=form.cleaned_data["version"] or 0,
        )

    sending = Sending(
        HistoryChangeForm, act, history_panel, _("Changed."), "history", entry_id, TYPES, initial_of
    )
    return send(request, subject_id, sending)
