"""Sending the form of vital signs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from florence.records.actions.vitals import VitalsUnlikely, record_vitals
from florence.records.web.forms.vitals import VitalsForm
from florence.records.web.panels import vitals_panel
from florence.records.web.sending import Sending, send
from florence.security.decisions import ActionError
from florence.security.web.identity import actor_of


def record(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    """Record a set of vital signs; unlikely values come back to be confirmed."""

    def act(form: VitalsForm) -> Any:
        key = form.cleaned_data["key"]
        return record_vitals(actor_of(request), subject_id=subject_id, entry=form.entry(), entry_id=key)

    sending = Sending(VitalsForm, act, vitals_panel, _("Vital signs recorded."), "vitals", complain=_complain)
    return send(request, subject_id, sending)


def _complain(form: VitalsForm, error: ActionError) -> None:
    if isinstance(error, VitalsUnlikely):
        form.ask(error.questions)
    form.add_error(error.field if error.field in form.fields else None, str(error))
