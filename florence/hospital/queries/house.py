"""The trees of departments and of places, and the settings of the house."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.cache import caches

from florence.hospital import rules
from florence.hospital.models import Location, Organization, Setting
from florence.security.models import Unit
from florence.security.territory import WHOLE_HOUSE, Territory

FALLBACK_ZONE = "UTC"


@dataclass(frozen=True)
class Node:
    """One line of a tree: what it is, how deep it stands, and what may be put inside."""

    id: UUID
    name: str
    kind: str
    kind_words: str
    depth: int
    version: int
    is_closed: bool
    detail: str
    may_hold: tuple[str, ...]
    unit_id: UUID | None = None


def list_units(within: Territory = WHOLE_HOUSE) -> list[Node]:
    """The house's own organisations, sites, departments and wards within, as a tree in reading order."""
    rows = Organization.objects.filter(unit__isnull=False).select_related("unit").order_by("name")
    return [
        _unit_node(row, depth) for row, depth in _in_tree_order(row for row in rows if row.unit_id in within)
    ]


def list_places(within: Territory = WHOLE_HOUSE) -> list[Node]:
    """The places that units within run, as a tree in reading order; a place without a unit is of the one around."""
    found = Location.objects.exclude(kind=Location.Kind.OTHER).select_related("organization")
    rows = list(found.order_by("name"))
    units = _units_of_places(rows)
    seen = [row for row in rows if units[row.id] in within]
    return [_place_node(row, depth, units[row.id]) for row, depth in _in_tree_order(seen)]


def get_unit(organization_id: UUID) -> Organization:
    """One of the house's units; raises Organization.DoesNotExist."""
    return Organization.objects.select_related("unit").get(id=organization_id, unit__isnull=False)


def get_place(location_id: UUID) -> Location:
    """One place; raises Location.DoesNotExist."""
    return Location.objects.select_related("organization").get(id=location_id)


def list_open_departments(within: Territory = WHOLE_HOUSE) -> list[Organization]:
    """The departments and wards within that are open, by name."""
    found = Organization.objects.filter(
        unit__kind__in=[Unit.Kind.DEPARTMENT, Unit.Kind.WARD], closed_at__isnull=True
    )
    return [row for row in found.order_by("name") if row.unit_id in within]


def site_zone() -> str:
    """The IANA zone in which times are shown: that of the first open site."""
    return str(caches["process"].get_or_set("site-zone", _read_zone, 60))


def hospital_name() -> str:
    """The name of the house, as it stands on pages and prints."""
    return str(caches["process"].get_or_set("hospital-name", _read_name, 60))


def get_setting(name: str, default: Any = None) -> Any:
    """One setting of the house."""
    found = Setting.objects.filter(name=name).values_list("value", flat=True).first()
    return default if found is None else found


def _read_zone() -> str:
    found = (
        Organization.objects.filter(unit__kind=Unit.Kind.SITE, closed_at__isnull=True)
        .exclude(zone="")
        .values_list("zone", flat=True)
        .first()
    )
    return found or FALLBACK_ZONE


def _read_name() -> str:
    found = Organization.objects.filter(unit__kind=Unit.Kind.ORGANIZATION, closed_at__isnull=True)
    return found.values_list("name", flat=True).first() or ""


def _units_of_places(rows: Sequence[Location]) -> dict[UUID, UUID | None]:
    """The unit that runs each place, or the nearest place around it."""
    places = {row.id: row for row in rows}

    def unit_of(row: Location) -> UUID | None:
        around = places.get(row.parent_id) if row.parent_id else None
        return row.unit_id or (unit_of(around) if around else None)

    return {row.id: unit_of(row) for row in rows}


def _in_tree_order(rows: Iterable[Any]) -> list[tuple[Any, int]]:
    """The rows with their depth; one whose parent is not among them stands at the top."""
    seen = list(rows)
    ids = {row.id for row in seen}
    children: dict[UUID | None, list[Any]] = {}
    for row in seen:
        children.setdefault(row.parent_id if row.parent_id in ids else None, []).append(row)
    ordered: list[tuple[Any, int]] = []

    def walk(parent_id: UUID | None, depth: int) -> None:
        for row in children.get(parent_id, ()):
            ordered.append((row, depth))
            walk(row.id, depth + 1)

    walk(None, 0)
    return ordered


def _unit_node(row: Organization, depth: int) -> Node:
    kind = row.unit.kind if row.unit else ""
    return Node(
        id=row.id,
        name=row.name,
        kind=kind,
        kind_words=str(Unit.Kind(kind).label),
        depth=depth,
        version=row.version,
        is_closed=row.closed_at is not None,
        detail=row.zone,
        may_hold=rules.kinds_inside_unit(kind),
        unit_id=row.unit_id,
    )


def _place_node(row: Location, depth: int, unit_id: UUID | None) -> Node:
    return Node(
        id=row.id,
        name=row.name,
        kind=row.kind,
        kind_words=str(Location.Kind(row.kind).label),
        depth=depth,
        version=row.version,
        is_closed=row.closed_at is not None,
        detail=row.organization.name if row.organization else "",
        may_hold=rules.kinds_inside_place(row.kind),
        unit_id=unit_id,
    )
