"""Who may make and end accounts, and give and end roles: everywhere, or within units and what is below them."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.security.actors import Actor
from florence.security.decisions import ALLOWED, Decision, refuse
from florence.security.models import Role, RoleAssignment
from florence.security.policies import Permission, first_refusal, permitted, permitted_at
from florence.security.territory import Territory, counted_within_a_unit, permissions_at, territory_of


def may_create_account(
    actor: Actor, *, role_id: UUID | None = None, unit_id: UUID | None = None, **_words: object
) -> Decision:
    """Administrators; within a unit only together with a role there, so that no account belongs nowhere."""
    decision = permitted_at(actor, Permission.MANAGE_ACCOUNTS, [unit_id])
    if not decision or role_id is None:
        return decision
    return _may_give(actor, role_id, unit_id)


def may_see_account(actor: Actor, *, account_id: UUID, **_words: object) -> Decision:
    """Administrators; within a unit only accounts that hold, held or will hold a role there."""
    decision = permitted(actor, Permission.MANAGE_ACCOUNTS)
    if not decision:
        return decision
    territory = territory_of(actor, Permission.MANAGE_ACCOUNTS)
    if is_account_within(territory, account_id):
        return ALLOWED
    return refuse(_("This account does not belong to your department."))


def may_change_account(actor: Actor, *, account_id: UUID, **_words: object) -> Decision:
    """Administrators, but nobody ends or lets in their own account."""
    if actor.id is not None and actor.id == account_id:
        return refuse(_("You can't do this with your own account. Ask another administrator."))
    return may_end_sessions(actor, account_id=account_id)


def may_end_sessions(actor: Actor, *, account_id: UUID, **_words: object) -> Decision:
    """Administrators; within a unit only for accounts that hold no role elsewhere."""
    decision = may_see_account(actor, account_id=account_id)
    if not decision:
        return decision
    territory = territory_of(actor, Permission.MANAGE_ACCOUNTS)
    if not territory.is_whole_house and _works_elsewhere(territory, account_id):
        return refuse(
            _(
                "This person also works outside your department. Ask an administrator who holds this for the "
                "whole house."
            )
        )
    return ALLOWED


def may_assign_role(
    actor: Actor, *, account_id: UUID, role_id: UUID, unit_id: UUID | None = None, **_words: object
) -> Decision:
    """Administrators, but nobody gives a role to themselves; within a unit none that allows more than they may."""
    if actor.id is not None and actor.id == account_id:
        return refuse(_("Nobody gives a role to themselves. Ask another administrator."))
    decision = first_refusal(
        permitted_at(actor, Permission.MANAGE_ACCOUNTS, [unit_id]),
        may_see_account(actor, account_id=account_id),
    )
    return _may_give(actor, role_id, unit_id) if decision else decision


def may_end_assignment(actor: Actor, *, assignment_id: UUID, **_words: object) -> Decision:
    """Administrators, of the units in which the role is held."""
    unit_id = RoleAssignment.objects.filter(id=assignment_id).values_list("unit_id", flat=True).first()
    return permitted_at(actor, Permission.MANAGE_ACCOUNTS, [unit_id])


def is_account_within(territory: Territory, account_id: UUID) -> bool:
    """Whether the account holds, held or will hold a role within."""
    if territory.is_whole_house:
        return True
    return RoleAssignment.objects.filter(account_id=account_id, unit_id__in=territory.units).exists()


def is_role_to_give(actor: Actor, role: Role, unit_id: UUID) -> bool:
    """Whether a role, given within a unit, allows nothing that the actor may not do there."""
    return (
        counted_within_a_unit(role.permissions) <= permissions_at(actor, unit_id)
        and set(role.shelves) <= actor.shelves
        and set(role.categories) <= actor.categories
        and role.level <= actor.level
    )


def _may_give(actor: Actor, role_id: UUID, unit_id: UUID | None) -> Decision:
    if actor.has_everywhere(Permission.MANAGE_ACCOUNTS):
        return ALLOWED
    role = Role.objects.filter(id=role_id).first()
    if role is not None and unit_id is not None and is_role_to_give(actor, role, unit_id):
        return ALLOWED
    return refuse(
        _(
            "This role allows more than you may do there. Ask an administrator who holds this for the whole house."
        )
    )


def _works_elsewhere(territory: Territory, account_id: UUID) -> bool:
    live = Q(ends_at__isnull=True) | Q(ends_at__gt=clock.now())
    elsewhere = RoleAssignment.objects.filter(live, account_id=account_id).exclude(
        unit_id__in=territory.units
    )
    return elsewhere.exists()
