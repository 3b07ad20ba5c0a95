"""Places: buildings, wings, wards, rooms and beds, opened, renamed and closed."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.hospital import policies, rules
from florence.hospital.models import Location, Organization
from florence.hospital.store import LOCATIONS
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action, step
from florence.security.resource_store import place_of_house

PHYSICAL_SYSTEM = "http://terminology.hl7.org/CodeSystem/location-physical-type"


class PlaceRefused(ActionError):
    """A place could not be opened, renamed or closed; the sentence says why."""


@action(may=policies.may_open_place)
def open_place(
    actor: Actor, *, name: str, kind: str, parent_id: UUID | None = None, organization_id: UUID | None = None
) -> Location:
    """Open a place inside another; raises PlaceRefused when it can't stand there, as inside a bed."""
    return add_place(name=name, kind=kind, parent_id=parent_id, organization_id=organization_id)


@step
def add_place(
    *, name: str, kind: str, parent_id: UUID | None = None, organization_id: UUID | None = None
) -> Location:
    """Store a place; `organization_id` names the department that runs it."""
    parent = _open_parent(parent_id)
    _refuse_place(name, kind, parent)
    organization = Organization.objects.filter(id=organization_id).first() if organization_id else None
    return LOCATIONS.add(
        _resource(name.strip(), kind, parent, organization),
        place_of_house(),
        kind=kind,
        name=name.strip(),
        parent=parent,
        organization=organization,
        unit=organization.unit if organization else None,
    )


@action(may=policies.may_change_place)
def rename_place(actor: Actor, *, location_id: UUID, name: str, expected_version: int) -> Location:
    """Give a place another name; raises PlaceRefused, VersionConflict when somebody changed it meanwhile."""
    if not name.strip():
        raise PlaceRefused(_("Enter a name."))
    resource = LOCATIONS.open(LOCATIONS.get(location_id)) | {"name": name.strip()}
    return LOCATIONS.change(
        location_id, resource, place_of_house(), expected_version=expected_version, name=name.strip()
    )


@action(may=policies.may_change_place)
def close_place(actor: Actor, *, location_id: UUID) -> None:
    """Close a place that has no open place inside."""
    row = LOCATIONS.lock(location_id)
    if row.closed_at is not None:
        raise PlaceRefused(_("This is closed already."))
    if Location.objects.filter(parent=row, closed_at__isnull=True).exists():
        raise PlaceRefused(_("Close what is inside first."))
    LOCATIONS.change(
        row.id,
        LOCATIONS.open(row) | {"status": "inactive"},
        place_of_house(),
        expected_version=None,
        closed_at=clock.now(),
    )


def _open_parent(parent_id: UUID | None) -> Location | None:
    if parent_id is None:
        return None
    parent = Location.objects.filter(id=parent_id, closed_at__isnull=True).first()
    if parent is None:
        raise PlaceRefused(_("Choose a place that is open."))
    return parent


def _refuse_place(name: str, kind: str, parent: Location | None) -> None:
    if not name.strip():
        raise PlaceRefused(_("Enter a name."))
    if parent is not None and parent.kind == Location.Kind.BED:
        raise PlaceRefused(_("A bed has nothing inside it."))
    if kind not in rules.kinds_inside_place(parent.kind if parent else ""):
        raise PlaceRefused(_("This kind can't stand there. Choose another place for it."))
    if Location.objects.filter(parent=parent, name__iexact=name.strip(), closed_at__isnull=True).exists():
        raise PlaceRefused(_("There is one of this name already."))


def _resource(
    name: str, kind: str, parent: Location | None, organization: Organization | None
) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "resourceType": "Location",
        "status": "active",
        "name": name,
        "physicalType": {
            "coding": [{"system": PHYSICAL_SYSTEM, "code": rules.PHYSICAL_TYPES[Location.Kind(kind)]}]
        },
    }
    if organization is not None:
        resource["managingOrganization"] = {"reference": f"Organization/{organization.id}"}
    if parent is not None:
        resource["partOf"] = {"reference": f"Location/{parent.id}"}
    return resource
