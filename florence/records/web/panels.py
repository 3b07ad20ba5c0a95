"""The panels beside the chart: which one the address asks for, and what it shows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.foundation.identifiers import new_id
from florence.records.actions import allergies, documents, history, problems, vitals
from florence.records.policies import Permission
from florence.records.queries.chart import Chart
from florence.records.queries.facts import Fact, get_fact
from florence.records.queries.lists import DOCUMENTS
from florence.records.queries.named import names_in
from florence.records.queries.versions import list_versions
from florence.records.reading.allergies import read_allergy
from florence.records.reading.documents import read_document
from florence.records.reading.fields import fields_of
from florence.records.reading.narratives import passages_of
from florence.records.reading.problems import read_problem
from florence.records.web.forms import allergies as allergy_forms
from florence.records.web.forms import history as history_forms
from florence.records.web.forms import problems as problem_forms
from florence.records.web.forms.documents import DocumentForm
from florence.records.web.forms.entries import EntryForm, WithdrawForm
from florence.records.web.forms.history import HistoryForm
from florence.records.web.forms.vitals import VitalsForm
from florence.records.web.tabs import ChartTab
from florence.security.policies import shown_as_writer
from florence.security.web.drafts import offered, restored
from florence.security.web.identity import actor_of

ALLERGY, CONDITION = (allergies.TYPE,), (problems.TYPE,)


@dataclass(frozen=True)
class Panel:
    """What stands beside the chart: a template and what it shows. Its form is sent to `action`."""

    name: str
    title: str
    template: str
    action: str = ""
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What a panel is asked for: by whom, beside which tab, about which entry, with the form that was sent."""

    request: HttpRequest
    chart: Chart
    tab: ChartTab
    entry: Fact | None = None
    form: EntryForm | None = None


def panel_asked_for(request: HttpRequest, chart: Chart, tab: ChartTab) -> Panel | None:
    """The panel that the address asks for by ?panel= and ?entry=; none when the reader may not write it."""
    kind = PANELS.get(request.GET.get("panel", ""))
    if kind is None or not actor_of(request).has(kind.permission):
        return None
    if kind.permission != Permission.READ_RECORD and not shown_as_writer(chart.subject_id):
        return None
    return kind.build(Asked(request, chart, tab, _entry(request, chart, kind.types)))


def allergy_panel(asked: Asked) -> Panel:
    """The form for a new allergy, or for a stored one."""
    if asked.entry is None:
        form = asked.form or allergy_forms.AllergyForm(initial={"tab": asked.tab.name})
        return _form_panel(asked, "allergy", _("Record an allergy"), form, allergies.DRAFT)
    initial = allergy_forms.initial_of(asked.entry) | {"tab": asked.tab.name}
    form = asked.form or allergy_forms.AllergyForm(initial=initial)
    return _form_panel(asked, "allergy", _("Change an allergy"), form, allergies.DRAFT)


def withdraw_allergy_panel(asked: Asked) -> Panel:
    """The form that takes an allergy back."""
    entry = _required(asked)
    what = read_allergy(entry.row, entry.resource, {}).substance
    return _withdraw_panel(asked, entry, "allergy", what)


def problem_panel(asked: Asked) -> Panel:
    """The form for a new problem, or for a stored one."""
    if asked.entry is None:
        form = asked.form or problem_forms.ProblemForm(initial={"tab": asked.tab.name})
        return _form_panel(asked, "problem", _("Add a problem"), form, problems.DRAFT)
    initial = problem_forms.initial_of(asked.entry) | {"tab": asked.tab.name}
    form = asked.form or problem_forms.ProblemForm(initial=initial)
    return _form_panel(asked, "problem", _("Change a problem"), form, problems.DRAFT)


def withdraw_problem_panel(asked: Asked) -> Panel:
    """The form that takes a problem back."""
    entry = _required(asked)
    return _withdraw_panel(asked, entry, "problem", read_problem(entry.row, entry.resource, {}).name)


def vitals_panel(asked: Asked) -> Panel:
    """The form for a set of vital signs."""
    form = asked.form or VitalsForm(initial={"tab": asked.tab.name})
    return _form_panel(asked, "vitals", _("Record vital signs"), form, vitals.DRAFT)


def history_panel(asked: Asked) -> Panel:
    """The form for an operation, an illness in the family, or the way of life."""
    if asked.entry is None:
        form = asked.form or HistoryForm(initial={"tab": asked.tab.name})
        return _form_panel(asked, "history", _("Add to the history"), form, history.DRAFT)
    if not history.kind_of(asked.entry.resource):
        raise Http404
    initial = history_forms.initial_of(asked.entry) | {"tab": asked.tab.name}
    form = asked.form or history_forms.HistoryChangeForm(initial=initial)
    return _form_panel(asked, "history", _("Change an entry of the history"), form, history.DRAFT)


def file_panel(asked: Asked) -> Panel:
    """The form that adds a letter, a scan or a photo."""
    form = asked.form or DocumentForm(initial={"tab": asked.tab.name})
    return _form_panel(asked, "file", _("Add a document"), form, documents.DRAFT)


def versions_panel(asked: Asked) -> Panel:
    """Who changed an entry, what and when."""
    entry = _required(asked)
    context = {"versions": list_versions(entry), "fields": [f for f in fields_of(entry.resource) if f.words]}
    return Panel("versions", _("History of this entry"), _template("versions"), "", context)


def document_panel(asked: Asked) -> Panel:
    """A letter, note or report to read."""
    entry = _required(asked)
    document = read_document(entry.row, entry.resource, names_in([entry.resource]))
    context = {"document": document, "passages": passages_of(entry.resource)}
    return Panel("document", document.title, _template("document"), "", context)


def _form_panel(asked: Asked, name: str, title: str, form: EntryForm, draft_name: str) -> Panel:
    entry, subject_id = asked.entry, asked.chart.subject_id
    draft = offered(
        asked.request, form=f"{draft_name}:{entry.row.id}" if entry else draft_name, subject_id=subject_id
    )
    action = (
        reverse(f"records:workspace_change_{name}", args=[subject_id, entry.row.id])
        if entry
        else reverse(f"records:workspace_record_{name}", args=[subject_id])
    )
    form = _with_own_key(restored(form, draft))
    return Panel(name, title, _template(name), action, {"form": form, "draft": draft, "entry": entry})


def _with_own_key(form: EntryForm) -> EntryForm:
    """A form filled from a draft gets a new key: under the draft's an entry may have been written already."""
    if form.is_bound and not form.is_sent:
        data = MultiValueDict(form.data)
        data["key"] = str(new_id())
        form.data = data
    return form


def _withdraw_panel(asked: Asked, entry: Fact, name: str, what: str) -> Panel:
    form = asked.form or WithdrawForm(initial={"tab": asked.tab.name, "version": entry.row.version})
    action = reverse(f"records:workspace_withdraw_{name}", args=[asked.chart.subject_id, entry.row.id])
    return Panel(
        "withdraw", _("Take this entry back"), _template("withdraw"), action, {"form": form, "what": what}
    )


def _template(name: str) -> str:
    return f"records/workspace/panels/{name}.html"


def _required(asked: Asked) -> Fact:
    if asked.entry is None:
        raise Http404
    return asked.entry


def _entry(request: HttpRequest, chart: Chart, types: tuple[str, ...]) -> Fact | None:
    """The entry that the address names; raises Http404 when the record holds none of that name."""
    name = request.GET.get("entry")
    if not name:
        return None
    try:
        found = get_fact(chart.subjects, UUID(name), *types)
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class PanelKind:
    """A panel that an address can ask for: who may, about entries of which types, and its place in the rail."""

    permission: str
    build: Callable[[Asked], Panel]
    types: tuple[str, ...] = ()
    label: Promise | str = ""
    icon: str = ""
    key: str = ""


VERSIONED = (
    "AllergyIntolerance",
    "Condition",
    "Observation",
    "MedicationRequest",
    "MedicationStatement",
    "Immunization",
    "Procedure",
    "FamilyMemberHistory",
    "DiagnosticReport",
    "DocumentReference",
    "Composition",
)

PANELS: dict[str, PanelKind] = {
    "vitals": PanelKind(Permission.RECORD_VITALS, vitals_panel, (), gettext_lazy("Vitals"), "activity", "v"),
    "allergy": PanelKind(
        Permission.RECORD_ALLERGY, allergy_panel, ALLERGY, gettext_lazy("Allergy"), "alert-octagon", "a"
    ),
    "problem": PanelKind(
        Permission.RECORD_PROBLEM, problem_panel, CONDITION, gettext_lazy("Problem"), "clipboard-heart", "p"
    ),
    "history": PanelKind(
        Permission.RECORD_HISTORY, history_panel, history.TYPES, gettext_lazy("History"), "history", "h"
    ),
    "file": PanelKind(Permission.RECORD_DOCUMENT, file_panel, (), gettext_lazy("File"), "upload", "d"),
    "withdraw-allergy": PanelKind(Permission.RECORD_ALLERGY, withdraw_allergy_panel, ALLERGY),
    "withdraw-problem": PanelKind(Permission.RECORD_PROBLEM, withdraw_problem_panel, CONDITION),
    "document": PanelKind(Permission.READ_RECORD, document_panel, DOCUMENTS),
    "versions": PanelKind(Permission.READ_RECORD, versions_panel, VERSIONED),
}


@dataclass(frozen=True)
class RailItem:
    """One button of the action rail."""

    name: str
    label: str
    icon: str
    key: str


def rail_of(request: HttpRequest, chart: Chart) -> list[RailItem]:
    """What the reader can add to the chart; nothing during emergency access, which is for reading."""
    actor = actor_of(request)
    if not shown_as_writer(chart.subject_id):
        return []
    return [
        RailItem(name, str(kind.label), kind.icon, kind.key)
        for name, kind in PANELS.items()
        if kind.label and actor.has(kind.permission)
    ]
