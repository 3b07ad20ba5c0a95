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


class RoleRefused(ActionError):
    """A role could not be made or changed; the sentence says why."""


@action(may=policies.may_manage_roles)
def create_role(actor: Actor, *, name: str, description: str, permissions: Iterable[str]) -> Role:
    """Make a role; raises RoleRefused for a name in use or for permissions that the maker does not hold."""
    code = slugify(name)
    if not code or Role.objects.filter(code=code).exists():
        raise RoleRefused(_("There is a role of this name already. Choose another name."))
    return Role.objects.create(
        code=code, name=name.strip(), description=description.strip(), permissions=sorted(set(permissions))
    )


@action(may=policies.may_manage_roles)
def change_role(
    actor: Actor, *, role_id: UUID, name: str, description: str, permissions: Iterable[str]
) -> Role:
    """Change what a role allows; it acts at the next request of everyone who holds it."""
    role = _locked(role_id)
    role.name, role.description = name.strip(), description.strip()
    role.permissions = sorted(set(permissions))
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


def _locked(role_id: UUID) -> Role:
    role = Role.objects.select_for_update().filter(id=role_id).first()
    if role is None:
        raise RoleRefused(_("There is no such role."))
    return role
