"""Organisations, sites, departments and wards: opened, renamed and closed."""

from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.hospital import policies, rules
from florence.hospital.models import Organization
from florence.hospital.store import ORGANIZATIONS
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action, step
from florence.security.models import Unit
from florence.security.resource_store import place_of_house

TYPE_SYSTEM = "http://terminology.hl7.org/CodeSystem/organization-type"


class UnitRefused(ActionError):
    """A department could not be opened, renamed or closed; the sentence says why."""


@action(may=policies.may_open_unit)
def open_unit(
    actor: Actor, *, name: str, kind: str, parent_id: UUID | None = None, zone: str = ""
) -> Organization:
    """Open an organisation, site, department or ward; raises UnitRefused when it can't stand there."""
    return add_unit(name=name, kind=kind, parent_id=parent_id, zone=zone)


@step
def add_unit(*, name: str, kind: str, parent_id: UUID | None = None, zone: str = "") -> Organization:
    """Store a unit of rights and its Organization. `parent_id` is the id of an Organization of ours."""
    parent = _open_parent(parent_id)
    _refuse_unit(name, kind, parent, zone)
    unit = Unit.objects.create(name=name.strip(), kind=kind, parent=parent.unit if parent else None)
    return ORGANIZATIONS.add(
        _resource(name.strip(), kind, parent),
        place_of_house(),
        unit=unit,
        name=name.strip(),
        parent=parent,
        zone=zone,
    )


@action(may=policies.may_change_unit)
def rename_unit(actor: Actor, *, organization_id: UUID, name: str, expected_version: int) -> Organization:
    """Give a unit another name; raises UnitRefused, VersionConflict when somebody changed it meanwhile."""
    if not name.strip():
        raise UnitRefused(_("Enter a name."))
    row = ORGANIZATIONS.get(organization_id)
    resource = ORGANIZATIONS.open(row) | {"name": name.strip()}
    _unit_of(row).update(name=name.strip())
    return ORGANIZATIONS.change(
        row.id, resource, place_of_house(), expected_version=expected_version, name=name.strip()
    )


@action(may=policies.may_change_unit)
def close_unit(actor: Actor, *, organization_id: UUID) -> None:
    """Close a unit that has no open unit inside; its history and everything recorded there stay."""
    row = ORGANIZATIONS.lock(organization_id)
    if row.closed_at is not None:
        raise UnitRefused(_("This is closed already."))
    if Organization.objects.filter(parent=row, closed_at__isnull=True, unit__isnull=False).exists():
        raise UnitRefused(_("Close what is inside first."))
    _unit_of(row).update(closed_at=clock.now())
    ORGANIZATIONS.change(
        row.id,
        ORGANIZATIONS.open(row) | {"active": False},
        place_of_house(),
        expected_version=None,
        closed_at=clock.now(),
    )


def _unit_of(row: Organization) -> "QuerySet[Unit]":
    if row.unit_id is None:
        raise UnitRefused(_("This organisation is not one of ours."))
    return Unit.objects.filter(id=row.unit_id)


def _open_parent(parent_id: UUID | None) -> Organization | None:
    if parent_id is None:
        return None
    parent = Organization.objects.select_related("unit").filter(id=parent_id, unit__isnull=False).first()
    if parent is None or parent.closed_at is not None:
        raise UnitRefused(_("Choose a department that is open."))
    return parent


def _refuse_unit(name: str, kind: str, parent: Organization | None, zone: str) -> None:
    if not name.strip():
        raise UnitRefused(_("Enter a name."))
    above = parent.unit.kind if parent and parent.unit else ""
    if kind not in rules.kinds_inside_unit(above):
        raise UnitRefused(_("This kind can't stand there. Choose another place for it."))
    if kind == Unit.Kind.SITE and zone not in available_timezones():
        raise UnitRefused(_("Choose the time zone of the site, such as Europe/London."))
    siblings = Organization.objects.filter(parent=parent, name__iexact=name.strip(), unit__isnull=False)
    if siblings.filter(closed_at__isnull=True).exists():
        raise UnitRefused(_("There is one of this name already."))


def _resource(name: str, kind: str, parent: Organization | None) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "resourceType": "Organization",
        "active": True,
        "type": [{"coding": [{"system": TYPE_SYSTEM, "code": rules.ORGANIZATION_TYPES[Unit.Kind(kind)]}]}],
        "name": name,
    }
    if parent is not None:
        resource["partOf"] = {"reference": f"Organization/{parent.id}"}
    return resource
