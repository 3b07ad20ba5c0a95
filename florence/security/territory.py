"""Where permissions are held: in the whole house, or within a unit and everything below it.

An assignment without a unit holds everywhere. One with a unit holds, of the permissions that a unit can limit, only
what belongs there; permissions for the whole house it does not give at all. Permissions about patients are limited by
relations, wherever the role was given.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from florence.security.actors import Actor
from florence.security.models import RoleAssignment
from florence.security.permission_catalogue import BY_RELATION, BY_UNIT, limits


@dataclass(frozen=True)
class Territory:
    """The part of the house in which something may be seen or done."""

    is_whole_house: bool = False
    units: frozenset[UUID] = frozenset()

    def __contains__(self, unit_id: object) -> bool:
        """Whether a unit lies within; None stands for what belongs to no unit, so to the house itself."""
        return self.is_whole_house or unit_id in self.units


WHOLE_HOUSE = Territory(is_whole_house=True)


def territory_of(actor: Actor, permission: str) -> Territory:
    """Where the actor holds a permission, by the tree of units as it stands at this moment."""
    if actor.has_everywhere(permission):
        return WHOLE_HOUSE
    return Territory(units=_with_those_below(actor.units_of(permission)))


def permissions_at(actor: Actor, unit_id: UUID) -> frozenset[str]:
    """Every permission that counts in a unit: held there, above it, or without the limit of a unit."""
    above = _with_those_above(unit_id)
    return frozenset(held for held, unit in actor.held_at if unit is None or unit in above)


def held_at(assignments: Iterable[RoleAssignment]) -> frozenset[tuple[str, UUID | None]]:
    """What assignments with their roles give, each with the unit that limits it, or None."""
    known = limits()
    return frozenset(
        (permission, assignment.unit_id if known.get(permission) == BY_UNIT else None)
        for assignment in assignments
        for permission in assignment.role.permissions
        if assignment.unit_id is None or known.get(permission) in (BY_UNIT, BY_RELATION)
    )


def counted_within_a_unit(permissions: Iterable[str]) -> frozenset[str]:
    """Those of a role's permissions that count when it is given within a unit."""
    known = limits()
    return frozenset(one for one in permissions if known.get(one) in (BY_UNIT, BY_RELATION))


# UNION drops what was found before, so that a tree that somebody closed to a ring still ends.
_BELOW = """
WITH RECURSIVE below AS (
  SELECT id FROM security_unit WHERE id = ANY(%s)
  UNION
  SELECT unit.id FROM security_unit unit JOIN below ON unit.parent_id = below.id
)
SELECT id FROM below
"""

_ABOVE = """
WITH RECURSIVE above AS (
  SELECT id, parent_id FROM security_unit WHERE id = %s
  UNION
  SELECT unit.id, unit.parent_id FROM security_unit unit JOIN above ON above.parent_id = unit.id
)
SELECT id FROM above
"""


def _with_those_below(roots: Collection[UUID]) -> frozenset[UUID]:
    if not roots:
        return frozenset()
    return _found(_BELOW, list(roots))


def _with_those_above(unit_id: UUID) -> frozenset[UUID]:
    return _found(_ABOVE, unit_id)


def _found(statement: str, start: UUID | list[UUID]) -> frozenset[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [start])
        return frozenset(unit_id for (unit_id,) in cursor.fetchall())
