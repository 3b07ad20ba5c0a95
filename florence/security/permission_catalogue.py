"""Every permission of the house in a sentence, for the page of a role.

Each slice declares its own permissions, and security knows only its own: `config` brings all of them together and
tells them here at start.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

BY_RELATION, BY_UNIT, BY_NOTHING = "relation", "unit", "house"
"""What limits a permission: relations to patients, the unit in which the role is held, or nothing.

What nothing limits counts only for roles that are held in the whole house.
"""


@dataclass(frozen=True)
class PermissionWords:
    """One permission: its code, and what it allows in a sentence."""

    code: str
    sentence: str


@dataclass(frozen=True)
class PermissionGroup:
    """The permissions of one part of the house."""

    label: str
    permissions: tuple[PermissionWords, ...]
    limit: str = BY_NOTHING


Catalogue = Callable[[], Sequence[PermissionGroup]]

_catalogue: Catalogue = tuple


def use(catalogue: Catalogue) -> None:
    """Set the catalogue, once, when the application starts."""
    global _catalogue  # noqa: PLW0603
    _catalogue = catalogue


def groups() -> Sequence[PermissionGroup]:
    """Every permission there is, by part of the house, in the language of the reader."""
    return _catalogue()


def known_codes() -> frozenset[str]:
    """The codes of every permission there is."""
    return frozenset(permission.code for group in groups() for permission in group.permissions)


def limits() -> dict[str, str]:
    """What limits each permission, by its code."""
    return {permission.code: group.limit for group in groups() for permission in group.permissions}


def sentences() -> dict[str, str]:
    """The sentence of each permission by its code."""
    return {permission.code: permission.sentence for group in groups() for permission in group.permissions}
