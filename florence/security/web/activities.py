"""All activities of the house for the administrator: accounts, roles, settings, signing in; no patient is named."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from florence.security.queries import access_log as queries
from florence.security.queries.accounts import patients_among
from florence.security.queries.changes import changes_in
from florence.security.web.log_filters import LogFilterForm
from florence.security.web.paging import cursor_of, older_address


def activities(request: HttpRequest) -> HttpResponse:
    """The acts that touched no record, the newest first, with what they changed."""
    form = LogFilterForm(request.GET)
    form.is_valid()
    filters = form.filters(touches_records=False)
    entries = queries.list_events(filters, before=cursor_of(request))
    of_patients = patients_among(entry.actor_id for entry in entries if entry.actor_id)
    entries = [
        replace(entry, actor=_("A patient")) if entry.actor_id in of_patients else entry for entry in entries
    ]
    changes = changes_in(entry.scope_id for entry in entries if entry.scope_id)
    person = filters.account_id
    context = {
        "form": form,
        "lines": [(entry, changes.get(entry.scope_id, []) if entry.scope_id else []) for entry in entries],
        "total": queries.count_events(filters),
        "older": older_address(request, entries, queries.PAGE),
        "person": _name_of(person) if person else "",
    }
    return TemplateResponse(request, "security/workspace/activities.html", context)


def _name_of(account_id: UUID) -> str:
    if patients_among([account_id]):
        return _("A patient")
    return queries.names_of([account_id]).get(account_id, "")
