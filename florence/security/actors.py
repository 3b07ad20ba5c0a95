"""Who acts: a person with an account, a program with a client, or the system itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from florence.security.labels import SENSITIVE, VERY_RESTRICTED

RELATION, POPULATION, SYSTEM = "relation", "population", "system"


@dataclass(frozen=True)
class Actor:
    """What the one who acts may do, as it holds at this moment.

    `parties` are the account and its teams, by which relations are found. `shelves` are the parts of any
    record that need no relation (identity, emergency). `reach` population needs no relation for records
    either; reach system is the product's own jobs and imports. `permissions` are held somewhere; `held_at` says each
    with the unit within which it counts, or None where no unit limits it.
    """

    id: UUID | None
    kind: str
    display: str
    parties: frozenset[UUID] = frozenset()
    permissions: frozenset[str] = frozenset()
    held_at: frozenset[tuple[str, UUID | None]] = frozenset()
    roles: tuple[str, ...] = ()
    reach: str = RELATION
    shelves: frozenset[str] = frozenset()
    level: int = 0
    categories: frozenset[str] = frozenset()
    is_patient: bool = False
    place: str = ""
    request_id: str = ""
    route: str = ""
    stepped_up_at: datetime | None = field(default=None, compare=False)
    scopes: frozenset[str] | None = None

    def has(self, permission: str) -> bool:
        """Whether a role gives the permission, be it within a unit only."""
        return permission in self.permissions

    def has_everywhere(self, permission: str) -> bool:
        """Whether a role gives the permission without the limit of a unit."""
        return (permission, None) in self.held_at

    def units_of(self, permission: str) -> frozenset[UUID]:
        """The units within which, and below which, roles give the permission."""
        return frozenset(unit for held, unit in self.held_at if held == permission and unit is not None)

    def during(self, *, request_id: str, route: str, place: str = "") -> "Actor":
        """The same actor within one request."""
        return replace(self, request_id=request_id, route=route, place=place)

    @property
    def account_id(self) -> UUID:
        """The account that acts; raises TypeError for the product itself and for nobody."""
        if self.id is None:
            raise TypeError("Only an account can do this.")
        return self.id

    @property
    def withheld(self) -> frozenset[str]:
        """The sensitive categories this actor may not see."""
        return SENSITIVE - self.categories


def system_actor(purpose: str) -> Actor:
    """The product itself at work for a named purpose: jobs, imports, the demo."""
    return Actor(
        id=None,
        kind="system",
        display=purpose,
        reach=SYSTEM,
        level=VERY_RESTRICTED,
        categories=SENSITIVE,
        permissions=AnyPermission(),
        held_at=AnyPermissionEverywhere(),
    )


class AnyPermission(frozenset[str]):
    """The permissions of the product itself: every one."""

    def __contains__(self, permission: object) -> bool:
        return True


class AnyPermissionEverywhere(frozenset[tuple[str, UUID | None]]):
    """Where the product itself holds its permissions: everywhere."""

    def __contains__(self, held: object) -> bool:
        return True


def nobody() -> Actor:
    """Someone who has not signed in: no permission, no relation."""
    return Actor(id=None, kind="nobody", display="")


def person_acting(actor: Actor) -> UUID:
    """The account of the person who acts; raises ValueError for programs and the product itself."""
    if actor.id is None:
        raise ValueError("Only a person with an account can do this.")
    return actor.id


def joined(values: Iterable[object]) -> str:
    """Values as one text setting of the database, in a fixed order."""
    return ",".join(sorted(str(value) for value in values))
