"""Every kind of act leaves its entry: who, in which role, what, of whom, and what was there before."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from florence.records.actions.allergies import AllergyEntry, change_allergy, record_allergy
from florence.records.models import Resource
from florence.records.queries.facts import get_fact
from florence.records.queries.versions import list_versions
from florence.security.actions.access_log import export_access_log
from florence.security.actions.accounts import assign_role, disable_account
from florence.security.actors import Actor
from florence.security.models import AccessEvent, Role
from florence.security.queries.access_log import LogEntry, LogFilter, list_events
from florence.security.scope import scope
from florence.security.tests.browsing import signed_in
from florence.security.web.identity import actor_for
from tests.access.cast import SYSTEM, World, build

pytestmark = pytest.mark.django_db
PENICILLIN = AllergyEntry(allergen="penicillin", reactions=("anaphylaxis",), severity="severe")
REFUSED = AccessEvent.Outcome.REFUSED


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def doctor(world: World) -> Actor:
    return actor_for(world.accounts["doctor"])


def _last(act: str, account: str, world: World) -> LogEntry:
    """The newest entry of an account for an act."""
    with scope(SYSTEM, "look"):
        return list_events(LogFilter(act=act, account_id=world.accounts[account].id))[0]


def _role(code: str) -> tuple[str, ...]:
    """The name of a role as the log keeps it."""
    return (Role.objects.get(code=code).name,)


def _is_about(entry: LogEntry, world: World, role: str, whose: str) -> bool:
    """Whether an entry names the role of its author, and one patient alone."""
    return entry.roles == _role(role) and entry.subject_ids == (world.people[whose].id,)


def _record(world: World, doctor: Actor) -> Resource:
    return record_allergy(doctor, subject_id=world.people["related"].id, entry=PENICILLIN)


@pytest.mark.parametrize("page", ["workspace_summary", "workspace_print"])
def test_a11_07_a_look_and_a_print(world: World, page: str) -> None:
    path = reverse(f"records:{page}", kwargs={"subject_id": world.people["related"].id})
    assert signed_in(world.accounts["doctor"]).get(path).status_code == 200
    entry = _last("records.read_chart", "doctor", world)
    assert _is_about(entry, world, "doctor", "related")
    assert entry.relations == ("visit",)


def test_a11_07_a_new_entry(world: World, doctor: Actor) -> None:
    _record(world, doctor)
    assert _is_about(_last("records.record_allergy", "doctor", world), world, "doctor", "related")


def test_a11_07_a_change_with_what_was_before_and_after(world: World, doctor: Actor) -> None:
    row, related = _record(world, doctor), world.people["related"].id
    milder = replace(PENICILLIN, severity="mild")
    change_allergy(doctor, subject_id=related, entry_id=row.id, entry=milder, expected_version=row.version)
    assert _is_about(_last("records.change_allergy", "doctor", world), world, "doctor", "related")
    with scope(SYSTEM, "look"):
        fact = get_fact([related], row.id, "AllergyIntolerance")
        assert fact is not None
        newest = list_versions(fact)[0]
    assert newest.who == "Doctor"
    assert ("severe", "mild") in {(change.before, change.after) for change in newest.changes}


def test_a11_07_an_export(world: World, doctor: Actor) -> None:
    related = world.people["related"].id
    _record(world, doctor)
    export_access_log(
        actor_for(world.accounts["privacy"]), filters=LogFilter(subject_ids=(related,)), form="csv"
    )
    assert _last("security.export_access_log", "privacy", world).roles == _role("privacy")
    with scope(SYSTEM, "look"):
        found = LogFilter(act="security.export_access_log", subject_ids=(related,))
        assert [entry.actor_id for entry in list_events(found)] == [world.accounts["privacy"].id]


def test_a11_07_a_failed_attempt(world: World) -> None:
    path = reverse("records:workspace_summary", kwargs={"subject_id": world.people["foreign"].id})
    assert signed_in(world.accounts["doctor"]).get(path).status_code in (403, 404)
    entry = _last("records.read_chart", "doctor", world)
    assert (entry.outcome, entry.roles) == (REFUSED, _role("doctor"))


def test_a11_07_a_failed_sign_in(world: World) -> None:
    login = {"login": "doctor@matrix.example", "password": "not the password"}
    Client().post("/accounts/login/", login)
    entry = _last("security.sign_in", "doctor", world)
    assert (entry.outcome, entry.subject_ids) == (REFUSED, ())


def test_a11_07_a_change_of_permissions(world: World) -> None:
    administrator = actor_for(world.accounts["admin"])
    role = Role.objects.get(code="nurse")
    assign_role(administrator, account_id=world.accounts["no role"].id, role_id=role.id)
    entry = _last("security.assign_role", "admin", world)
    assert (entry.roles, entry.subject_ids) == (_role("admin"), ())
    disable_account(administrator, account_id=world.accounts["no role"].id)
    assert _last("security.disable_account", "admin", world).outcome == AccessEvent.Outcome.DONE
