"""The names behind references to professionals and organisations."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from florence.hospital.models import Organization
from florence.records.reading.people import Resource, references_in
from florence.staff.models import Practitioner

_NAMES = f"""
SELECT 'Practitioner/' || id, name FROM {Practitioner._meta.db_table} WHERE id = ANY (%s)
UNION ALL
SELECT 'Organization/' || id, name FROM {Organization._meta.db_table} WHERE id = ANY (%s)
"""  # noqa: S608  names of ours


def names_in(resources: Iterable[Resource]) -> dict[str, str]:
    """The names of everyone whom the resources refer to, by reference; one query however many there are."""
    wanted = references_in(resources)
    people, houses = _ids(wanted, "Practitioner"), _ids(wanted, "Organization")
    if not people and not houses:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [people, houses])
        return dict(cursor.fetchall())


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
