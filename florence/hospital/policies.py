"""The permissions of the house, and who may change which part of it."""

from enum import StrEnum
from uuid import UUID

from florence.hospital.models import Location, Organization
from florence.security.actors import Actor
from florence.security.decisions import Decision
from florence.security.policies import permitted_at


class Permission(StrEnum):
    """What a role can allow with the house and its places."""

    READ_PLACES = "hospital.read_places"
    MANAGE_PLACES = "hospital.manage_places"


def may_open_unit(actor: Actor, *, parent_id: UUID | None = None, **_words: object) -> Decision:
    """Administrators of the unit in which the new one is to stand; at the top, of the whole house."""
    return permitted_at(actor, Permission.MANAGE_PLACES, [unit_of_organization(parent_id)])


def may_change_unit(actor: Actor, *, organization_id: UUID, **_words: object) -> Decision:
    """Administrators of the unit."""
    return permitted_at(actor, Permission.MANAGE_PLACES, [unit_of_organization(organization_id)])


def may_open_place(
    actor: Actor, *, parent_id: UUID | None = None, organization_id: UUID | None = None, **_words: object
) -> Decision:
    """Administrators of the unit that runs the place around it, and of the one that is to run the new one."""
    units = [unit_of_place(parent_id)]
    if organization_id is not None:
        units.append(unit_of_organization(organization_id))
    return permitted_at(actor, Permission.MANAGE_PLACES, units)


def may_change_place(actor: Actor, *, location_id: UUID, **_words: object) -> Decision:
    """Administrators of the unit that runs the place."""
    return permitted_at(actor, Permission.MANAGE_PLACES, [unit_of_place(location_id)])


def unit_of_organization(organization_id: UUID | None) -> UUID | None:
    """The unit of rights of one of our organisations; None for others, and for the top."""
    if organization_id is None:
        return None
    return Organization.objects.filter(id=organization_id).values_list("unit_id", flat=True).first()


def unit_of_place(location_id: UUID | None) -> UUID | None:
    """The unit that runs a place, or the nearest place around it; None when the house itself does."""
    while location_id is not None:
        place = Location.objects.filter(id=location_id).values_list("unit_id", "parent_id").first()
        if place is None:
            return None
        unit_id, location_id = place
        if unit_id is not None:
            return unit_id
    return None
