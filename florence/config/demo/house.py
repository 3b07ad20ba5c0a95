"""The demo hospital's departments and places."""

from dataclasses import dataclass
from uuid import UUID

from florence.hospital.actions.places import add_place
from florence.hospital.actions.units import add_unit
from florence.hospital.models import Organization
from florence.security.models import Unit

NAME = "Lamplight General Hospital"
ZONE = "Europe/London"

DEPARTMENTS = (
    "Internal medicine",
    "Paediatrics",
    "Emergency",
    "Surgery",
    "Obstetrics",
    "Laboratory",
    "Radiology",
    "Pharmacy",
    "Reception",
    "Records and privacy",
    "Administration",
)
WARDS = {"Internal medicine": ("Ward 4A", "Ward 4B"), "Paediatrics": ("Ward 2A",)}
BEDS_IN_A_ROOM = 2
ROOMS_IN_A_WARD = 4


@dataclass(frozen=True)
class House:
    """The demo house by name of department."""

    departments: dict[str, Organization]


def build_house() -> House:
    """Open the organisation with its departments, wards, rooms and beds; runs inside a scope."""
    hospital = add_unit(name=NAME, kind=Unit.Kind.ORGANIZATION)
    site = add_unit(name="Lamp Street", kind=Unit.Kind.SITE, parent_id=hospital.id, zone=ZONE)
    departments = {
        name: add_unit(name=name, kind=Unit.Kind.DEPARTMENT, parent_id=site.id) for name in DEPARTMENTS
    }
    building = add_place(name="Main building", kind="building")
    for department, wards in WARDS.items():
        wing = add_place(name=f"{department} wing", kind="wing", parent_id=building.id)
        for ward in wards:
            unit = add_unit(name=ward, kind=Unit.Kind.WARD, parent_id=departments[department].id)
            place = add_place(name=ward, kind="ward", parent_id=wing.id, organization_id=unit.id)
            _furnish(ward, place.id)
    return House(departments)


def _furnish(ward: str, place_id: UUID) -> None:
    number = ward.removeprefix("Ward ")
    for room_number in range(1, ROOMS_IN_A_WARD + 1):
        room = add_place(name=f"Room {room_number}", kind="room", parent_id=place_id)
        for bed_number in range(1, BEDS_IN_A_ROOM + 1):
            bed = (room_number - 1) * BEDS_IN_A_ROOM + bed_number
            add_place(name=f"{number}-{bed:02d}", kind="bed", parent_id=room.id)
