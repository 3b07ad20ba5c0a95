"""Roles: sets of permissions, made, changed and archived by an administrator."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.security import policies
from florence.security.actions.accounts import role_changed
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action, step
from florence.security.labels import LEVEL_CODES, NORMAL, SENSITIVE
from florence.security.models import Role
from florence.security.permission_catalogue import known_codes
from florence.security.queries.roles import holds

SHELVES = frozenset(("identity", "emergency"))


class RoleRefused(ActionError):
    """A role could not be made or changed; the sentence says why."""


class RoleChangedMeanwhile(RoleRefused):
    """Somebody else changed the role after its page was read; nothing was changed now."""


@dataclass(frozen=True)
class Extent:
    """How far a role reaches: whose records, what of every patient, and how deep into what is marked.

    `shelves` are of "identity" and "emergency"; `level` is 0, 1 (restricted) or 2 (very restricted); `categories`
    are sensitive ones of `labels.CATEGORIES`.
    """

    reach: str = Role.Reach.RELATION
    shelves: tuple[str, ...] = ()
    level: int = NORMAL
    categories: tuple[str, ...] = ()
    needs_second_factor: bool = True

    def goes_beyond(self, other: "Extent") -> bool:
        """Whether something is reached that the other does not reach, or reached with less proof."""
        return (
            self.reach not in (other.reach, Role.Reach.RELATION)
            or self.level > other.level
            or not set(self.shelves) <= set(other.shelves)
            or not set(self.categories) <= set(other.categories)
            or (other.needs_second_factor and not self.needs_second_factor)
        )


RELATED_PATIENTS = Extent()


def extent_of(role: Role) -> Extent:
    """How far a stored role reaches."""
    return Extent(
        role.reach, tuple(role.shelves), role.level, tuple(role.categories), role.needs_second_factor
    )


@dataclass(frozen=True)
class RoleWords:
    """What a role is to be called, to allow, and how far to reach; without an extent it reaches as far as before."""

    name: str
    description: str
    permissions: tuple[str, ...]
    extent: Extent | None = None


def fingerprint_of(role: Role) -> str:
    """A short text that differs when anything differs of what a role is called, allows and reaches."""
    said = [role.name, role.description, sorted(role.permissions), asdict(extent_of(role))]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:24]


def widens(role: Role, words: RoleWords) -> bool:
    """Whether a change would let the role's holders do or reach more than now."""
    further = words.extent is not None and words.extent.goes_beyond(extent_of(role))
    return further or not set(words.permissions) <= set(role.permissions)


@action(may=policies.may_manage_roles)
def create_role(actor: Actor, *, words: RoleWords) -> Role:
    """Make a role, for the patients one has a relation to unless it is to reach further.

    Raises RoleRefused for a name that is none or in use, and for a permission or a part that there is not.
    """
    code = slugify(words.name)
    if not code:
        raise RoleRefused(_("Enter a name in Latin letters, like Night nurse."))
    if Role.objects.filter(code=code).exists():
        raise RoleRefused(_("There is a role of this name already. Choose another name."))
    _refuse_unknown(set(words.permissions))
    role = Role(code=code)
    _write(role, replace(words, extent=words.extent or RELATED_PATIENTS))
    role.save(force_insert=True)
    return role


@action(may=policies.may_manage_roles)
def change_role(actor: Actor, *, role_id: UUID, words: RoleWords, read: str = "") -> Role:
    """Change what a role allows, and how far it reaches; it acts at the holders' next request.

    `read` is the fingerprint of the role as it was read. Raises RoleChangedMeanwhile when it is another by now, and
    RoleRefused for an archived role, an empty name, a permission or part that there is not, and for what would be
    added to a role which the actor holds now or will hold.
    """
    role = _locked(role_id)
    if read and read != fingerprint_of(role):
        raise RoleChangedMeanwhile(_("Somebody else has changed this role in the meantime."))
    _refuse_raising_own(actor, role, words)
    if role.archived_at is not None:
        raise RoleRefused(_("This role is archived. It allows nothing and can't be changed."))
    if not words.name.strip():
        raise RoleRefused(_("Enter a name for the role."))
    _refuse_unknown(set(words.permissions) - set(role.permissions))
    _write(role, words)
    role.save()
    role_changed(role.id)
    return role


@action(may=policies.may_manage_roles)
def archive_role(actor: Actor, *, role_id: UUID) -> None:
    """Put a role away: it allows nothing any more and can't be given; its history stays."""
    role = _locked(role_id)
    if role.archived_at is not None:
        raise RoleRefused(_("This role is archived already."))
    role.archived_at = clock.now()
    role.save(update_fields=["archived_at"])
    role_changed(role.id)


@step
def install_role(ready: Role) -> None:
    """Store a ready role unless one of its code is there, changed or not."""
    if not Role.objects.filter(code=ready.code).exists():
        ready.save(force_insert=True)


def _write(role: Role, words: RoleWords) -> None:
    """Put the words into the role; a name or description that only was translated stays what it is."""
    if words.name.strip() != _(role.name):
        role.name = words.name.strip()
    if words.description.strip() != _(role.description or " ").strip():
        role.description = words.description.strip()
    role.permissions = sorted(set(words.permissions))
    if words.extent is not None:
        _reach_out(role, words.extent)


def _refuse_raising_own(actor: Actor, role: Role, words: RoleWords) -> None:
    if widens(role, words) and actor.id is not None and holds(actor.id, role.id):
        raise RoleRefused(_("You hold this role. Ask another administrator to let it allow or reach more."))


def _reach_out(role: Role, extent: Extent) -> None:
    if (
        extent.reach not in Role.Reach.values
        or extent.level not in LEVEL_CODES
        or not set(extent.shelves) <= SHELVES
        or not set(extent.categories) <= SENSITIVE
    ):
        raise RoleRefused(_("One of these parts of the record does not exist any more. Load the page again."))
    role.reach, role.level = extent.reach, extent.level
    role.shelves, role.categories = sorted(extent.shelves), sorted(extent.categories)
    role.needs_second_factor = extent.needs_second_factor


def _refuse_unknown(permissions: set[str]) -> None:
    if not permissions <= known_codes():
        raise RoleRefused(_("One of these permissions does not exist any more. Load the page again."))


def _locked(role_id: UUID) -> Role:
    role = Role.objects.select_for_update().filter(id=role_id).first()
    if role is None:
        raise RoleRefused(_("There is no such role."))
    return role
