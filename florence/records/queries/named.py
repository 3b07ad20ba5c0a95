"""The names behind references to professionals and organisations."""

from collections.abc import Iterable
from uuid import UUID

from florence.hospital.models import Organization
from florence.records.reading.people import Resource, references_in
from florence.staff.models import Practitioner


def names_in(resources: Iterable[Resource]) -> dict[str, str]:
    """The names of everyone whom the resources refer to, by reference; two queries however many there are."""
    wanted = references_in(resources)
    people, houses = _ids(wanted, "Practitioner"), _ids(wanted, "Organization")
    found: dict[str, str] = {}
    if people:
        rows = Practitioner.objects.filter(id__in=people).values_list("id", "name")
        found |= {f"Practitioner/{row_id}": name for row_id, name in rows}
    if houses:
        known = Organization.objects.filter(id__in=houses).values_list("id", "name")
        found |= {f"Organization/{row_id}": name for row_id, name in known}
    return found


def _ids(references: Iterable[str], resource_type: str) -> list[UUID]:
    found = []
    for reference in references:
        kind, _, name = reference.partition("/")
        if kind == resource_type and _is_id(name):
            found.append(UUID(name))
    return found


def _is_id(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True
