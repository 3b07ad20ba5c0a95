"""Sending a form of the chart: one act, then back to the chart; or the form again with what is wrong.

A form that was filled from an older version of its entry is shown again with both versions and nothing lost.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect

from florence.records.queries.facts import Fact, get_fact
from florence.records.web.chart import chart_or_404, show
from florence.records.web.forms.entries import EntryForm
from florence.records.web.panels import Asked, Panel
from florence.records.web.tabs import BY_NAME, ChartTab
from florence.security.decisions import ActionError
from florence.security.resource_store import VersionConflict
from florence.ui.addresses import about

WRONG, CONFLICT = 422, 409


def _complain(form: EntryForm, error: ActionError) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error))


@dataclass(frozen=True)
class Sending:
    """A form of the chart: what it does, the panel that shows it, and the words when it is done.

    `entry_id` and `types` name the stored entry that it changes; `initial` fills the form from that entry.
    """

    form: type[EntryForm]
    act: Callable[[Any], Any]
    panel: Callable[[Asked], Panel]
    done: str
    home: str
    entry_id: UUID | None = None
    types: tuple[str, ...] = ()
    initial: Callable[[Fact], dict[str, Any]] = field(default=lambda fact: {})
    complain: Callable[[Any, ActionError], None] = field(default=_complain)


@dataclass(frozen=True)
class Difference:
    """One field that two people wrote differently."""

    label: str
    before: str
    after: str


def send(request: HttpRequest, subject_id: UUID, sending: Sending) -> HttpResponseBase:
    """Do what the form asks for and go back to the chart; answers 422 or 409 with the form when it can't."""
    tab = _tab(request, sending)
    if request.method != "POST":
        return _redirect(tab_url(tab, subject_id))
    form = sending.form(request.POST, request.FILES)
    status = WRONG
    if form.is_valid():
        try:
            sending.act(form)
        except VersionConflict:
            status = CONFLICT
        except ActionError as error:
            sending.complain(form, error)
        else:
            messages.success(request, sending.done)
            return _redirect(tab_url(tab, subject_id))
    return _again(request, subject_id, sending, form, status)


def go_to(tab: str, subject_id: UUID) -> HttpResponseBase:
    """To a tab of the chart, after a form was sent."""
    return _redirect(tab_url(BY_NAME[tab], subject_id))


def tab_url(tab: ChartTab, subject_id: UUID) -> str:
    """The address of a tab."""
    return about(tab.view_name, subject_id)


def _again(
    request: HttpRequest, subject_id: UUID, sending: Sending, form: EntryForm, status: int
) -> HttpResponseBase:
    chart = chart_or_404(subject_id)
    entry = get_fact(chart.subjects, sending.entry_id, *sending.types) if sending.entry_id else None
    if sending.entry_id and entry is None:
        raise Http404
    tab = _tab(request, sending)
    if status == CONFLICT and entry is not None:
        form, theirs = _over_the_newer(request, sending, entry)
        panel = sending.panel(Asked(request, chart, tab, entry, form))
        panel = replace(panel, context=panel.context | {"theirs": theirs, "newer": entry.row})
    else:
        panel = sending.panel(Asked(request, chart, tab, entry, form))
    return show(request, chart, tab, panel=panel, status=status)


def _over_the_newer(
    request: HttpRequest, sending: Sending, entry: Fact
) -> tuple[EntryForm, list[Difference]]:
    """The form as it was typed, now upon the newer version, and where the two differ."""
    newer = sending.initial(entry)
    typed = request.POST.copy()
    typed["version"] = str(entry.row.version)
    form = sending.form(typed)
    return form, [
        Difference(
            str(bound.label), _words(bound.field, newer.get(bound.name)), _words(bound.field, bound.value())
        )
        for bound in form.visible_fields()
        if _words(bound.field, newer.get(bound.name)) != _words(bound.field, bound.value())
    ]


def _words(form_field: forms.Field, value: Any) -> str:
    values = value if isinstance(value, list | tuple) else [value]
    names = {str(key): str(label) for key, label in getattr(form_field, "choices", ())}
    return ", ".join(names.get(str(each), str(each)) for each in values if each not in (None, ""))


def _tab(request: HttpRequest, sending: Sending) -> ChartTab:
    return BY_NAME.get(request.POST.get("tab", ""), BY_NAME[sending.home])


def _redirect(address: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
