"""The administrator's pages of departments and places."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from florence.hospital import policies, rules
from florence.hospital.actions import places, units
from florence.hospital.models import Location, Organization
from florence.hospital.policies import Permission
from florence.hospital.queries import house
from florence.hospital.web.forms import NameForm, PlaceForm, UnitForm
from florence.security.decisions import ActionError, Decision, Refused
from florence.security.resource_store import VersionConflict
from florence.security.territory import territory_of
from florence.security.web.identity import actor_of


def departments(request: HttpRequest) -> HttpResponseBase:
    """The tree of organisations, sites, departments and wards."""
    nodes = house.list_units(territory_of(actor_of(request), Permission.READ_PLACES))
    return TemplateResponse(request, "hospital/workspace/departments.html", _tree(request, nodes))


def new_department(request: HttpRequest, organization_id: UUID | None = None) -> HttpResponseBase:
    """Open a unit at the top or inside another one."""
    parent = _unit(organization_id) if organization_id else None
    _admit(policies.may_open_unit(actor_of(request), parent_id=organization_id))
    kinds = rules.kinds_inside_unit(parent.unit.kind if parent and parent.unit else "")
    form = UnitForm(request.POST or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        try:
            units.open_unit(actor_of(request), parent_id=organization_id, **form.cleaned_data)
            return _to("hospital:workspace_departments")
        except ActionError as refused:
            form.add_error("name", str(refused))
    return _form_page(request, form, _("New department"), parent, "hospital:workspace_departments")


def change_department(request: HttpRequest, organization_id: UUID) -> HttpResponseBase:
    """Give a unit another name."""
    row = _unit(organization_id)
    _admit(policies.may_change_unit(actor_of(request), organization_id=organization_id))
    form = NameForm(request.POST or None, initial={"name": row.name, "expected_version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            units.rename_unit(actor_of(request), organization_id=organization_id, **form.cleaned_data)
            return _to("hospital:workspace_departments")
        except VersionConflict:
            return _conflict(request, form, _unit(organization_id).name)
        except ActionError as refused:
            form.add_error("name", str(refused))
    return _form_page(request, form, _("Rename"), row.parent, "hospital:workspace_departments", row)


def close_department(request: HttpRequest, organization_id: UUID) -> HttpResponseBase:
    """Close a unit, after asking."""
    row = _unit(organization_id)
    _admit(policies.may_change_unit(actor_of(request), organization_id=organization_id))
    if request.method != "POST":
        return _close_page(request, row.name, "hospital:workspace_departments")
    try:
        units.close_unit(actor_of(request), organization_id=organization_id)
    except ActionError as refused:
        return _close_page(request, row.name, "hospital:workspace_departments", str(refused))
    return _to("hospital:workspace_departments")


def places_tree(request: HttpRequest) -> HttpResponseBase:
    """The tree of buildings, wings, wards, rooms and beds."""
    nodes = house.list_places(territory_of(actor_of(request), Permission.READ_PLACES))
    return TemplateResponse(request, "hospital/workspace/places.html", _tree(request, nodes))


def new_place(request: HttpRequest, location_id: UUID | None = None) -> HttpResponseBase:
    """Open a place at the top or inside another one."""
    actor, parent = actor_of(request), _place(location_id) if location_id else None
    _admit(policies.may_open_place(actor, parent_id=location_id))
    form = PlaceForm(
        request.POST or None,
        kinds=rules.kinds_inside_place(parent.kind if parent else ""),
        within=territory_of(actor, Permission.MANAGE_PLACES),
    )
    if request.method == "POST" and form.is_valid():
        try:
            places.open_place(actor, parent_id=location_id, **form.cleaned_data)
            return _to("hospital:workspace_places")
        except ActionError as refused:
            form.add_error("name", str(refused))
    return _form_page(request, form, _("New place"), parent, "hospital:workspace_places")


def change_place(request: HttpRequest, location_id: UUID) -> HttpResponseBase:
    """Give a place another name."""
    row = _place(location_id)
    _admit(policies.may_change_place(actor_of(request), location_id=location_id))
    form = NameForm(request.POST or None, initial={"name": row.name, "expected_version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            places.rename_place(actor_of(request), location_id=location_id, **form.cleaned_data)
            return _to("hospital:workspace_places")
        except VersionConflict:
            return _conflict(request, form, _place(location_id).name)
        except ActionError as refused:
            form.add_error("name", str(refused))
    return _form_page(request, form, _("Rename"), row.parent, "hospital:workspace_places", row)


def close_place(request: HttpRequest, location_id: UUID) -> HttpResponseBase:
    """Close a place, after asking."""
    row = _place(location_id)
    _admit(policies.may_change_place(actor_of(request), location_id=location_id))
    if request.method != "POST":
        return _close_page(request, row.name, "hospital:workspace_places")
    try:
        places.close_place(actor_of(request), location_id=location_id)
    except ActionError as refused:
        return _close_page(request, row.name, "hospital:workspace_places", str(refused))
    return _to("hospital:workspace_places")


def _tree(request: HttpRequest, nodes: list[house.Node]) -> dict[str, Any]:
    """The nodes, each with whether the reader may change it."""
    managed = territory_of(actor_of(request), Permission.MANAGE_PLACES)
    return {
        "nodes": [(node, node.unit_id in managed and not node.is_closed) for node in nodes],
        "may_manage_house": managed.is_whole_house,
    }


def _admit(decision: Decision) -> None:
    """Raise Refused before a form is shown that would be refused when it is sent."""
    if not decision:
        raise Refused(decision)


def _unit(organization_id: UUID) -> Organization:
    try:
        return house.get_unit(organization_id)
    except Organization.DoesNotExist as error:
        raise Http404 from error


def _place(location_id: UUID) -> Location:
    try:
        return house.get_place(location_id)
    except Location.DoesNotExist as error:
        raise Http404 from error


def _form_page(
    request: HttpRequest,
    form: Form,
    title: str,
    parent: Organization | Location | None,
    back: str,
    row: Organization | Location | None = None,
) -> TemplateResponse:
    context = {"form": form, "title": title, "parent": parent, "back": back, "row": row}
    return TemplateResponse(
        request, "hospital/workspace/form.html", context, status=422 if form.errors else 200
    )


def _conflict(request: HttpRequest, form: Form, current: str) -> TemplateResponse:
    form.add_error(
        "name",
        _("Somebody else renamed this to “%(name)s” meanwhile. Load the page again to change it.")
        % {"name": current},
    )
    context = {"form": form, "title": _("Rename")}
    return TemplateResponse(request, "hospital/workspace/form.html", context, status=409)


def _close_page(request: HttpRequest, name: str, back: str, refusal: str = "") -> TemplateResponse:
    context = {"name": name, "back": back, "refusal": refusal}
    return TemplateResponse(request, "hospital/workspace/close.html", context, status=422 if refusal else 200)


def _to(name: str) -> HttpResponseRedirect:
    response = redirect(name)
    response.status_code = 303
    return response
