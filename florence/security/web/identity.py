"""From a request to its actor: the account, the roles it holds now, and its second factor."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from florence.foundation import clock
from florence.security.actors import POPULATION, RELATION, Actor
from florence.security.models import Account, Role, RoleAssignment, TeamMember
from florence.security.territory import held_at
from florence.security.web.sessions import place_of

AUTHENTICATIONS = "account_authentication_methods"
"""Where the sign-in library keeps, in the session, how and when the person has shown who they are."""


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a signed-in request, with the rights that its account has at this moment."""
    known: Actor | None = getattr(request, "actor", None)
    if known is not None:
        return known
    account = request.user
    if not isinstance(account, Account):
        raise TypeError("Only a signed-in request has an actor.")
    route = request.resolver_match.view_name if request.resolver_match else ""
    actor = replace(
        actor_for(account).during(
            request_id=getattr(request, "request_id", ""), route=route, place=place_of(request)
        ),
        stepped_up_at=authenticated_at(request),
    )
    request.actor = actor  # type: ignore[attr-defined]
    return actor


def authenticated_at(request: HttpRequest) -> datetime | None:
    """When the person last showed who they are, by password, code or key, in this session."""
    records = request.session.get(AUTHENTICATIONS) or ()
    moments = [float(record["at"]) for record in records if "at" in record]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def actor_for(account: Account) -> Actor:
    """The actor that an account is now; kept per process until its rights change or one of them begins or ends."""
    actor, valid_until = _remembered(account.id, account.rights_version, account.display_name)
    if valid_until is not None and clock.now() >= valid_until:
        _remembered.cache_clear()
        actor, _ = _remembered(account.id, account.rights_version, account.display_name)
    return actor


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether the account's roles ask for a second factor that it does not have yet; demo accounts are spared."""
    account = request.user
    if not isinstance(account, Account) or (account.is_demo and settings.FLORENCE_DEMO):
        return False
    if request.session.get("second_factor_known") == account.rights_version:
        return False
    if _roles_need_second_factor(account) and not is_mfa_enabled(account):
        return True
    request.session["second_factor_known"] = account.rights_version
    return False


def to_second_factor() -> HttpResponse:
    """To the page where a second factor is set up."""
    return redirect("mfa_index")


@lru_cache(maxsize=2_000)
def _remembered(account_id: UUID, rights_version: int, display: str) -> tuple[Actor, datetime | None]:
    now = clock.now()
    live = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    assignments = list(
        RoleAssignment.objects.filter(
            live, account_id=account_id, role__archived_at__isnull=True
        ).select_related("role")
    )
    members = list(TeamMember.objects.filter(live, account_id=account_id))
    held = [a for a in assignments if a.starts_at <= now]
    teams = [m for m in members if m.starts_at <= now]
    periods = [(a.starts_at, a.ends_at) for a in assignments] + [(m.starts_at, m.ends_at) for m in members]
    moments = [ends if starts <= now else starts for starts, ends in periods]
    changes = [moment for moment in moments if moment is not None]
    return _actor(account_id, display, held, teams), min(changes, default=None)


def _actor(account_id: UUID, display: str, held: list[RoleAssignment], teams: list[TeamMember]) -> Actor:
    roles = [assignment.role for assignment in held]
    given = held_at(held)
    return Actor(
        id=account_id,
        kind="account",
        display=display,
        parties=frozenset([account_id, *(member.team_id for member in teams)]),
        permissions=frozenset(permission for permission, _unit in given),
        held_at=given,
        roles=tuple(sorted(role.code for role in roles)),
        reach=POPULATION if any(_reaches_everyone(assignment) for assignment in held) else RELATION,
        shelves=frozenset(shelf for role in roles for shelf in role.shelves),
        level=max((role.level for role in roles), default=0),
        categories=frozenset(category for role in roles for category in role.categories),
        is_patient=any(role.code == "patient" for role in roles),
    )


def _reaches_everyone(assignment: RoleAssignment) -> bool:
    # Every patient is the whole house's to reach, so a role within a unit can't give it.
    return assignment.unit_id is None and assignment.role.reach == Role.Reach.POPULATION


def _roles_need_second_factor(account: Account) -> bool:
    return RoleAssignment.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=clock.now()), account=account, role__needs_second_factor=True
    ).exists()
