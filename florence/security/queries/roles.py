"""Reads of roles: what each allows, how far it reaches, and who holds it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.security.models import Role, RoleAssignment
from florence.security.queries.changes import in_words, level_words, shelf_words


@dataclass(frozen=True)
class RoleLine:
    """A role in a list, with how many people hold it now."""

    id: UUID
    name: str
    description: str
    holders: int
    archived_at: datetime | None


@dataclass(frozen=True)
class RolePage:
    """One role: `reach` and the others are in words; `row` is what is stored, for the form."""

    id: UUID
    code: str
    name: str
    description: str
    permissions: frozenset[str]
    reach: str
    shelves: tuple[str, ...]
    level: str
    categories: str
    needs_second_factor: bool
    archived_at: datetime | None
    row: Role


def list_roles(*, is_archived: bool) -> list[RoleLine]:
    """The roles in use or the archived ones, by name."""
    roles = list(Role.objects.filter(archived_at__isnull=not is_archived))
    holders = dict.fromkeys((role.id for role in roles), 0)
    now = clock.now()
    live = RoleAssignment.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now)
    for role_id in live.filter(role_id__in=holders).values_list("role_id", flat=True):
        holders[role_id] += 1
    lines = [
        RoleLine(role.id, _(role.name), _of(role.description), holders[role.id], role.archived_at)
        for role in roles
    ]
    return sorted(lines, key=lambda line: line.name)


def count_roles(*, is_archived: bool) -> int:
    """How many roles are in use, or archived."""
    return Role.objects.filter(archived_at__isnull=not is_archived).count()


def holds(account_id: UUID, role_id: UUID) -> bool:
    """Whether an account holds a role now, or will without anybody doing anything more."""
    given = RoleAssignment.objects.filter(account_id=account_id, role_id=role_id)
    return given.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=clock.now())).exists()


def get_role(role_id: UUID) -> RolePage | None:
    """The role in words, or None."""
    role = Role.objects.filter(id=role_id).first()
    if role is None:
        return None
    return RolePage(
        id=role.id,
        code=role.code,
        name=_(role.name),
        description=_of(role.description),
        permissions=frozenset(role.permissions),
        reach=in_words("reach", role.reach),
        shelves=tuple(shelf_words(shelf) for shelf in role.shelves),
        level=level_words(role.level),
        categories=in_words("categories", role.categories),
        needs_second_factor=role.needs_second_factor,
        archived_at=role.archived_at,
        row=role,
    )


def _of(text: str) -> str:
    """Stored words in the reader's language; nothing stays nothing."""
    return _(text) if text else ""
