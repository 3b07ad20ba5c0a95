"""Rules of the house: what may stand inside what, and the FHIR codes of kinds."""

from florence.hospital.models import Location
from florence.security.models import Unit

UNITS_INSIDE: dict[str, tuple[str, ...]] = {
    "": (Unit.Kind.ORGANIZATION,),
    Unit.Kind.ORGANIZATION: (Unit.Kind.SITE,),
    Unit.Kind.SITE: (Unit.Kind.DEPARTMENT,),
    Unit.Kind.DEPARTMENT: (Unit.Kind.WARD, Unit.Kind.DEPARTMENT),
    Unit.Kind.WARD: (),
}
PLACES_INSIDE: dict[str, tuple[str, ...]] = {
    "": (Location.Kind.BUILDING,),
    Location.Kind.BUILDING: (Location.Kind.WING, Location.Kind.WARD, Location.Kind.ROOM),
    Location.Kind.WING: (Location.Kind.WARD, Location.Kind.ROOM),
    Location.Kind.WARD: (Location.Kind.ROOM, Location.Kind.BED),
    Location.Kind.ROOM: (Location.Kind.BED,),
    Location.Kind.BED: (),
    Location.Kind.OTHER: (),
}
PHYSICAL_TYPES = {
    Location.Kind.BUILDING: "bu",
    Location.Kind.WING: "wi",
    Location.Kind.WARD: "wa",
    Location.Kind.ROOM: "ro",
    Location.Kind.BED: "bd",
}
"""Codes of http://terminology.hl7.org/CodeSystem/location-physical-type (FHIR R4)."""
ORGANIZATION_TYPES = {
    Unit.Kind.ORGANIZATION: "prov",
    Unit.Kind.SITE: "prov",
    Unit.Kind.DEPARTMENT: "dept",
    Unit.Kind.WARD: "dept",
}
"""Codes of http://terminology.hl7.org/CodeSystem/organization-type (FHIR R4)."""


def kinds_inside_unit(kind: str) -> tuple[str, ...]:
    """The kinds of unit that may stand directly inside a unit of a kind; "" is the top."""
    return UNITS_INSIDE[kind]


def kinds_inside_place(kind: str) -> tuple[str, ...]:
    """The kinds of place that may stand directly inside a place of a kind; "" is the top; a bed holds nothing."""
    return PLACES_INSIDE[kind]
