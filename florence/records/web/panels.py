"""The panels beside the chart: which one the address asks for, and what it shows."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from florence.records.policies import Permission
from florence.records.queries.chart import Chart
from florence.records.queries.facts import Fact, get_fact
from florence.records.reading.allergies import read_allergy
from florence.records.web.chart import Panel
from florence.records.web.forms.allergies import AllergyForm, WithdrawForm, initial_of
from florence.records.web.tabs import ChartTab
from florence.security.web.identity import actor_of

Builder = Callable[[Chart, "Fact | None", ChartTab], Panel]


def panel_asked_for(request: HttpRequest, chart: Chart, tab: ChartTab) -> Panel | None:
    """The panel that the address asks for by ?panel= and ?entry=; none when the reader may not write it."""
    name = request.GET.get("panel", "")
    found = PANELS.get(name)
    if found is None or not actor_of(request).has(found[0]):
        return None
    return found[2](chart, _entry(request, chart, found[1]), tab)


def allergy_panel(chart: Chart, entry: Fact | None, tab: ChartTab, form: AllergyForm | None = None) -> Panel:
    """The form for a new allergy, or for a stored one."""
    if entry is None:
        action = reverse("records:workspace_record_allergy", args=[chart.subject_id])
        form = form or AllergyForm(initial={"tab": tab.name})
        return _panel("allergy", _("Record an allergy"), action, {"form": form})
    action = reverse("records:workspace_change_allergy", args=[chart.subject_id, entry.row.id])
    form = form or AllergyForm(initial=initial_of(entry) | {"tab": tab.name})
    return _panel("allergy", _("Change an allergy"), action, {"form": form, "entry": entry.row})


def withdraw_allergy_panel(
    chart: Chart, entry: Fact | None, tab: ChartTab, form: WithdrawForm | None = None
) -> Panel:
    """The form that takes an allergy back."""
    if entry is None:
        raise Http404
    action = reverse("records:workspace_withdraw_allergy", args=[chart.subject_id, entry.row.id])
    form = form or WithdrawForm(initial={"tab": tab.name, "version": entry.row.version})
    allergy = read_allergy(entry.row, entry.resource, {})
    return _panel("withdraw", _("Take this allergy back"), action, {"form": form, "what": allergy.substance})


def _panel(name: str, title: str, action: str, context: dict[str, Any]) -> Panel:
    return Panel(name, title, f"records/workspace/panels/{name}.html", action, context)


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


PANELS: dict[str, tuple[str, tuple[str, ...], Builder]] = {
    "allergy": (Permission.RECORD_ALLERGY, ("AllergyIntolerance",), allergy_panel),
    "withdraw-allergy": (Permission.RECORD_ALLERGY, ("AllergyIntolerance",), withdraw_allergy_panel),
}
