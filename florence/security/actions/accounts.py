"""Accounts: made, changed and ended by an administrator; roles given and ended with their dates."""

from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F, Q
from django.utils.translation import gettext as _

from florence.foundation import clock, keys, live
from florence.foundation.models import DataKey
from florence.security import account_policies
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action, step
from florence.security.models import Account, Role, RoleAssignment, ShiftPresence, TeamMember, Unit


class AccountRefused(ActionError):
    """An account could not be made or changed; the sentence says why."""


class AssignmentRefused(ActionError):
    """A role could not be given; the sentence says why."""


@action(may=account_policies.may_create_account)
def create_account(
    actor: Actor,
    *,
    email: str,
    display_name: str,
    role_id: UUID | None = None,
    unit_id: UUID | None = None,
) -> Account:
    """Make an account without a password: its holder sets one by the link of a password reset.

    With a role, it holds that from now on, within the unit if one is named. Raises AccountRefused for an address
    that is none, or that has an account, and within a unit without a role; AssignmentRefused as `assign_role` does.
    """
    if role_id is None and unit_id is not None:
        raise AccountRefused(_("Choose a role. An account of a department holds one there from the start."))
    made = add_account(email=email, display_name=display_name)
    if role_id is not None:
        give_role(account_id=made.id, role_id=role_id, unit_id=unit_id)
    return made


@step
def add_account(
    *, email: str, display_name: str, password: str | None = None, is_demo: bool = False
) -> Account:
    """Store a new account with a data key of its own."""
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise AccountRefused(_("Enter an e-mail address, like name@hospital.example.")) from error
    if Account.objects.filter(email__iexact=email).exists():
        raise AccountRefused(_("There is an account with this e-mail address already."))
    account = Account(email=email, display_name=display_name.strip(), is_demo=is_demo, created_at=clock.now())
    account.key = keys.create_key(account.id, DataKey.Purpose.ACCOUNT)
    account.set_password(password)
    account.save(force_insert=True)
    return account


@action(may=account_policies.may_change_account)
def disable_account(actor: Actor, *, account_id: UUID) -> None:
    """End an account: from the next request on nothing of it works, open pages included."""
    Account.objects.filter(id=account_id).update(is_active=False)
    _rights_changed(Q(id=account_id))


@action(may=account_policies.may_change_account)
def enable_account(actor: Actor, *, account_id: UUID) -> None:
    """Let an ended account in again, with the roles it still has."""
    Account.objects.filter(id=account_id).update(is_active=True)
    _rights_changed(Q(id=account_id))


@action(may=account_policies.may_end_sessions)
def end_sessions(actor: Actor, *, account_id: UUID) -> int:
    """Sign an account out everywhere; gives how many sessions ended."""
    sessions = list(UserSession.objects.filter(user_id=account_id))
    for session in sessions:
        session.end()
    ShiftPresence.objects.filter(account_id=account_id, ended_at=None).update(ended_at=clock.now())
    live.end_streams(str(account_id))
    return len(sessions)


@action(may=account_policies.may_assign_role)
def assign_role(
    actor: Actor,
    *,
    account_id: UUID,
    role_id: UUID,
    unit_id: UUID | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> RoleAssignment:
    """Give an account a role, within a unit if one is named, from now or a later time.

    Raises AssignmentRefused for an archived role, a closed unit, an end before the start, or a role it has.
    """
    return give_role(
        account_id=account_id, role_id=role_id, unit_id=unit_id, starts_at=starts_at, ends_at=ends_at
    )


@step
def give_role(
    *,
    account_id: UUID,
    role_id: UUID,
    unit_id: UUID | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> RoleAssignment:
    """Store a role assignment, and let it act at the account's next request."""
    starts_at = starts_at or clock.now()
    _refuse_assignment(account_id, role_id, unit_id, starts_at, ends_at)
    assignment = RoleAssignment.objects.create(
        account_id=account_id, role_id=role_id, unit_id=unit_id, starts_at=starts_at, ends_at=ends_at
    )
    _rights_changed(Q(id=account_id))
    return assignment


@action(may=account_policies.may_end_assignment)
def end_assignment(actor: Actor, *, assignment_id: UUID) -> None:
    """End a role assignment now; it stays in the history."""
    now = clock.now()
    assignment = RoleAssignment.objects.select_for_update().filter(id=assignment_id).first()
    if assignment is None or (assignment.ends_at is not None and assignment.ends_at <= now):
        raise AssignmentRefused(_("This role has ended already."))
    assignment.ends_at = max(now, assignment.starts_at)
    assignment.save(update_fields=["ends_at"])
    _rights_changed(Q(id=assignment.account_id))


@step
def add_team_member(*, team_id: UUID, account_id: UUID) -> TeamMember:
    """Make an account a member of a team from now on."""
    member = TeamMember.objects.create(team_id=team_id, account_id=account_id, starts_at=clock.now())
    _rights_changed(Q(id=account_id))
    return member


@step
def role_changed(role_id: UUID) -> None:
    """Let a change of a role act at the next request of everyone who holds it."""
    holders = RoleAssignment.objects.filter(role_id=role_id).values("account_id")
    _rights_changed(Q(id__in=holders))


def _rights_changed(whose: Q) -> None:
    accounts = list(Account.objects.filter(whose).values_list("id", flat=True))
    Account.objects.filter(id__in=accounts).update(rights_version=F("rights_version") + 1)
    for account_id in accounts:
        live.end_streams(str(account_id))


def _refuse_assignment(
    account_id: UUID, role_id: UUID, unit_id: UUID | None, starts_at: datetime, ends_at: datetime | None
) -> None:
    if not Role.objects.filter(id=role_id, archived_at__isnull=True).exists():
        raise AssignmentRefused(_("This role is archived. Choose another one."))
    if unit_id is not None and not Unit.objects.filter(id=unit_id, closed_at__isnull=True).exists():
        raise AssignmentRefused(_("This department is closed. Choose another one."))
    if ends_at is not None and ends_at <= starts_at:
        raise AssignmentRefused(_("The end must be after the start."))
    held = RoleAssignment.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=starts_at),
        Q(unit_id=unit_id) if unit_id else Q(unit_id__isnull=True),
        account_id=account_id,
        role_id=role_id,
    )
    if held.exists():
        raise AssignmentRefused(_("This person has the role already."))
