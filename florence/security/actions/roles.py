"""Roles: sets of permissions, made, changed and archived by an administrator."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.security import policies
from florence.security.actions.accounts import role_changed
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action, step
from florence.security.models import Role
from florence.security.permission_catalogue import known_codes


class RoleRefused(ActionError):
    """A role could not be made or changed; the sentence says why."""


@action(may=policies.may_manage_roles)
def create_role(actor: Actor, *, name: str, description: str, permissions: Iterable[str]) -> Role:
    """Make a role for the patients one has a relation to.

    Raises RoleRefused for a name that is none or in use, and for a permission that there is not.
    """
    code, permissions = slugify(name), set(permissions)
    if not code:
        raise RoleRefused(_("Enter a name in Latin letters, like Night nurse."))
    if Role.objects.filter(code=code).exists():
        raise RoleRefused(_("There is a role of this name already. Choose another name."))
    _refuse_unknown(permissions)
    return Role.objects.create(
        code=code, name=name.strip(), description=description.strip(), permissions=sorted(set(permissions))
    )


@action(may=policies.may_manage_roles)
def change_role(
    actor: Actor, *, role_id: UUID, name: str, description: str, permissions: Iterable[str]
) -> Role:
    """Change what a role allows; it acts at the next request of everyone who holds it.

    Raises RoleRefused for an archived role, an empty name, a permission that there is not, and for permissions
    that would be added to a role which the actor holds.
    """
    role, wanted = _locked(role_id), set(permissions)
    if role.archived_at is not None:
        raise RoleRefused(_("This role is archived. It allows nothing and can't be changed."))
    if not name.strip():
        raise RoleRefused(_("Enter a name for the role."))
    added = wanted - set(role.permissions)
    _refuse_unknown(added)
    if added and role.code in actor.roles:
        raise RoleRefused(_("You hold this role. Ask another administrator to add permissions to it."))
    if name.strip() != _(role.name):
        role.name = name.strip()
    if description.strip() != _(role.description or " ").strip():
        role.description = description.strip()
    role.permissions = sorted(wanted)
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


def _refuse_unknown(permissions: set[str]) -> None:
    if not permissions <= known_codes():
        raise RoleRefused(_("One of these permissions does not exist any more. Load the page again."))


def _locked(role_id: UUID) -> Role:
    role = Role.objects.select_for_update().filter(id=role_id).first()
    if role is None:
        raise RoleRefused(_("There is no such role."))
    return role
