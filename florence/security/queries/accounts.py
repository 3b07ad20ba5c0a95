"""Reads of accounts, the roles they hold, and where they are signed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.security.account_policies import is_role_to_give
from florence.security.actors import Actor
from florence.security.models import Account, PlaceLimit, Role, RoleAssignment, Unit
from florence.security.policies import Permission
from florence.security.territory import WHOLE_HOUSE, Territory, territory_of

PAGE = 50
STAFF, PATIENTS, DISABLED = "staff", "patients", "disabled"
_KINDS = {
    STAFF: Q(is_patient=False, is_active=True),
    PATIENTS: Q(is_patient=True, is_active=True),
    DISABLED: Q(is_active=False),
}


@dataclass(frozen=True)
class AccountLine:
    """An account in a list, with the roles that it holds now."""

    id: UUID
    name: str
    email: str
    is_active: bool
    roles: tuple[str, ...]
    last_login: datetime | None


@dataclass(frozen=True)
class Assignment:
    """A role held by an account; `state` is "now", "later" or "ended"."""

    id: UUID
    account_id: UUID
    account: str
    role_id: UUID
    role: str
    unit: str
    starts_at: datetime
    ends_at: datetime | None
    state: str


def get_account(account_id: UUID) -> Account | None:
    """The account, or None."""
    return Account.objects.filter(id=account_id).first()


def count_accounts(kind: str, *, within: Territory = WHOLE_HOUSE) -> int:
    """How many accounts are of a kind: "staff", "patients", "disabled"; within units, of holders of a role there."""
    return accounts_within(within).filter(_KINDS[kind]).count()


def list_accounts(kind: str, *, page: int = 1, within: Territory = WHOLE_HOUSE) -> list[AccountLine]:
    """One page of the accounts of a kind, by name, with the roles that they hold within."""
    first = (page - 1) * PAGE
    found = accounts_within(within).filter(_KINDS[kind]).order_by("display_name", "id")
    return _lines(found[first : first + PAGE], within)


def find_accounts(
    text: str, *, is_patient: bool | None = None, limit: int = PAGE, within: Territory = WHOLE_HOUSE
) -> list[AccountLine]:
    """The accounts whose name or e-mail address holds the text, by name; of patients, of others, or of both."""
    found = accounts_within(within).filter(Q(display_name__icontains=text) | Q(email__icontains=text))
    if is_patient is not None:
        found = found.filter(is_patient=is_patient)
    return _lines(found.order_by("display_name", "id")[:limit], within)


def patients_among(account_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the accounts that belong to patients."""
    found = Account.objects.filter(id__in=set(account_ids), is_patient=True)
    return frozenset(found.values_list("id", flat=True))


def list_assignments(account_id: UUID, *, within: Territory = WHOLE_HOUSE) -> list[Assignment]:
    """Every role that the account has, had or will have within, the latest start first."""
    return _assignments(_assigned(within).filter(account_id=account_id))


def list_holders(role_id: UUID) -> list[Assignment]:
    """Everyone who holds the role now or will, by the latest start."""
    live = Q(ends_at__isnull=True) | Q(ends_at__gt=clock.now())
    return _assignments(RoleAssignment.objects.filter(live, role_id=role_id))


def list_sessions(account_id: UUID) -> list[UserSession]:
    """Where the account is signed in now, the latest first."""
    sessions = UserSession.objects.filter(user_id=account_id).order_by("-last_seen_at")
    return [session for session in sessions if session.exists()]


def list_roles_to_give(actor: Actor) -> list[tuple[UUID, str]]:
    """The roles that are not archived and that the actor may give, at least somewhere, by name."""
    territory = territory_of(actor, Permission.MANAGE_ACCOUNTS)
    units = {unit for _code, unit in actor.held_at if unit is not None and unit in territory}
    roles = [
        (role.id, _(role.name))
        for role in Role.objects.filter(archived_at__isnull=True)
        if territory.is_whole_house or any(is_role_to_give(actor, role, unit) for unit in units)
    ]
    return sorted(roles, key=lambda pair: pair[1])


def list_units(within: Territory = WHOLE_HOUSE) -> list[tuple[UUID, str]]:
    """The open units within, by name."""
    found = Unit.objects.filter(closed_at__isnull=True)
    if not within.is_whole_house:
        found = found.filter(id__in=within.units)
    return list(found.order_by("name").values_list("id", "name"))


def list_limits() -> list[PlaceLimit]:
    """The session limits of every place, by name."""
    return list(PlaceLimit.objects.order_by("name"))


def _assigned(within: Territory) -> "QuerySet[RoleAssignment]":
    """The assignments that belong to a part of the house."""
    found = RoleAssignment.objects.all()
    return found if within.is_whole_house else found.filter(unit_id__in=within.units)


def accounts_within(within: Territory) -> "QuerySet[Account]":
    """The accounts that hold, held or will hold a role within; all of them in the whole house."""
    found = Account.objects.all()
    if within.is_whole_house:
        return found
    return found.filter(id__in=_assigned(within).values("account_id"))


def _lines(accounts: "QuerySet[Account]", within: Territory) -> list[AccountLine]:
    rows = list(accounts)
    held: dict[UUID, list[str]] = {row.id: [] for row in rows}
    now = clock.now()
    current = (
        _assigned(within)
        .filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), account_id__in=held, starts_at__lte=now)
        .filter(role__archived_at__isnull=True)
    )
    for account_id, name in current.values_list("account_id", "role__name"):
        held[account_id].append(_(name))
    return [
        AccountLine(
            row.id, row.display_name, row.email, row.is_active, tuple(sorted(held[row.id])), row.last_login
        )
        for row in rows
    ]


def _assignments(found: "QuerySet[RoleAssignment]") -> list[Assignment]:
    rows = found.select_related("account", "role", "unit").order_by("-starts_at", "-id")
    return [
        Assignment(
            id=row.id,
            account_id=row.account_id,
            account=row.account.display_name,
            role_id=row.role_id,
            role=_(row.role.name),
            unit=row.unit.name if row.unit else "",
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            state=_state_of(row),
        )
        for row in rows
    ]


def _state_of(row: RoleAssignment) -> str:
    now = clock.now()
    if row.ends_at is not None and row.ends_at <= now:
        return "ended"
    return "later" if row.starts_at > now else "now"
