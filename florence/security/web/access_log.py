"""The log of access for the privacy officer: who did what with whose record, and a signed copy of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from florence.security.actions.access_log import CSV, JSON, export_access_log
from florence.security.decisions import ActionError
from florence.security.log_files import LogFile
from florence.security.queries import access_log as queries
from florence.security.queries.access_log import LogEntry
from florence.security.queries.accounts import find_accounts
from florence.security.subject_names import SearchNotReady, SubjectName, find_subjects, read_names
from florence.security.web import rules, step_up
from florence.security.web.addresses import see_other
from florence.security.web.identity import actor_of
from florence.security.web.log_filters import RecordLogFilterForm
from florence.security.web.paging import cursor_of, older_address
from florence.security.web.typed_words import typed

AFTER_PROOF = "florence.security.web.access_log.export_after_proof"
NAMES_SHOWN = 3
MATCHES = 20


@dataclass(frozen=True)
class Line:
    """One entry with the first names of those it touched."""

    entry: LogEntry
    patients: tuple[tuple[UUID, SubjectName], ...]
    more: int


def access_log(request: HttpRequest) -> HttpResponse:
    """The entries that match, the newest first."""
    form = RecordLogFilterForm(request.GET)
    form.is_valid()
    return _page(request, form)


def find(request: HttpRequest) -> HttpResponse:
    """Patients and members of staff that a name or number means, to choose one for the filter."""
    if request.method != "POST":
        return see_other("security:workspace_access_log")
    text, problem, found = typed(request, "text"), "", []
    try:
        found = find_subjects(actor_of(request), text)[:MATCHES]
    except SearchNotReady:
        problem = gettext("Names are being put together again after a fault. Try again in a minute.")
    names = read_names(found)
    rules.disclose(request, list(names))
    context = {
        "text": text,
        "problem": problem,
        "patients": list(names.items()),
        "people": find_accounts(text, is_patient=False, limit=MATCHES) if text else [],
    }
    return TemplateResponse(request, "security/workspace/access_log_find.html", context)


def event(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """One entry with everything that is known of it."""
    entry = queries.get_event(event_id)
    if entry is None:
        raise Http404
    names = read_names(entry.subject_ids)
    rules.disclose(request, list(names))
    by = queries.relations_in(event_id)
    context = {
        "entry": entry,
        "patients": [(subject, name, by.get(subject, "")) for subject, name in names.items()],
    }
    return TemplateResponse(request, "security/workspace/access_event.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """A signed copy of what the filter finds, after a proof of who asks for it."""
    if request.method != "POST":
        return see_other("security:workspace_access_log")
    wanted = {name: request.POST.get(name, "") for name in (*RecordLogFilterForm.base_fields, "form")}
    if not step_up.is_fresh(request):
        return step_up.ask(request, then=AFTER_PROOF, form=wanted)
    return _export(request, wanted)


def export_after_proof(request: HttpRequest, state: dict[str, str]) -> HttpResponse:
    """Make the copy that was asked for, now that the person has proved who they are."""
    return _export(request, step_up.opened(request, state))


def _export(request: HttpRequest, wanted: dict[str, str]) -> HttpResponse:
    form = RecordLogFilterForm(wanted)
    form.is_valid()
    kind = CSV if wanted["form"] == CSV else JSON
    try:
        return _download(export_access_log(actor_of(request), filters=form.filters(), form=kind))
    except ActionError as error:
        return TemplateResponse(
            request, "security/workspace/access_log_refused.html", {"problem": str(error)}, status=422
        )


def _download(file: LogFile) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type=file.media_type, headers=headers)


def _page(request: HttpRequest, form: RecordLogFilterForm) -> HttpResponse:
    filters = form.filters()
    entries = queries.list_events(filters, before=cursor_of(request))
    lines = lines_of(entries)
    patient = form.cleaned_data.get("patient")
    chosen = read_names([patient])[patient] if patient else None
    rules.disclose(request, [subject for line in lines for subject, _name in line.patients])
    context = {
        "form": form,
        "lines": lines,
        "total": queries.count_events(filters),
        "older": older_address(request, entries, queries.PAGE),
        "is_first": cursor_of(request) is None,
        "patient": chosen,
        "person": queries.names_of([filters.account_id]).get(filters.account_id)
        if filters.account_id
        else "",
    }
    return TemplateResponse(request, "security/workspace/access_log.html", context)


def lines_of(entries: Iterable[LogEntry]) -> list[Line]:
    """Entries with the names of the first patients that each touched."""
    shown = {entry.id: entry.subject_ids[:NAMES_SHOWN] for entry in entries}
    names = read_names(subject for subjects in shown.values() for subject in subjects)
    return [
        Line(
            entry,
            tuple((subject, names[subject]) for subject in shown[entry.id]),
            max(0, len(entry.subject_ids) - NAMES_SHOWN),
        )
        for entry in entries
    ]
