"""Roles: sets of permissions that an administrator makes, changes and archives."""

from dataclasses import replace
from datetime import timedelta

import pytest

from florence.foundation import clock
from florence.security.actions.roles import (
    Extent,
    RoleRefused,
    RoleWords,
    archive_role,
    change_role,
    create_role,
    extent_of,
    fingerprint_of,
)
from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.models import Role, RoleAssignment
from florence.security.queries.changes import list_versions
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.tests.browsing import PASSWORD, prove, signed_in

pytestmark = pytest.mark.django_db

SEARCH, READ = "patients.search_patients", "records.read_record"


@pytest.fixture
def administrator() -> Actor:
    return cast.actor("grace", cast.role("admin", "security.manage_roles"))


def _permissions(role: Role) -> list[str]:
    return Role.objects.get(id=role.id).permissions


def test_it_works(administrator: Actor) -> None:
    made = create_role(
        administrator, words=RoleWords(name="Night nurse", description="", permissions=(SEARCH,))
    )
    change_role(
        administrator,
        role_id=made.id,
        words=RoleWords(
            name="Night nurse",
            description="",
            permissions=(
                SEARCH,
                READ,
            ),
        ),
    )
    assert _permissions(made) == [SEARCH, READ]
    with scope(cast.SYSTEM, "look"):
        newest = list_versions("Role", made.id)[0]
    assert newest.who == "Grace"
    assert [change.after for change in newest.changes] == ["Read the chart of patients in care"]


def test_a03_18_a_role_is_archived_and_never_deleted(administrator: Actor) -> None:
    role = cast.role("old", READ)
    archive_role(administrator, role_id=role.id)
    assert Role.objects.get(id=role.id).archived_at is not None
    with pytest.raises(RoleRefused):
        archive_role(administrator, role_id=role.id)


def test_a_name_in_use_is_refused(administrator: Actor) -> None:
    create_role(administrator, words=RoleWords(name="Night nurse", description="", permissions=()))
    with pytest.raises(RoleRefused):
        create_role(administrator, words=RoleWords(name="night  Nurse", description="", permissions=()))
    assert Role.objects.filter(code="night-nurse").count() == 1


def test_a_permission_that_there_is_not_is_refused(administrator: Actor) -> None:
    with pytest.raises(RoleRefused):
        create_role(
            administrator, words=RoleWords(name="Odd", description="", permissions=("security.everything",))
        )
    assert not Role.objects.filter(code="odd").exists()


def test_nobody_adds_permissions_to_a_role_that_they_hold(administrator: Actor) -> None:
    own = Role.objects.get(code="test-admin")
    with pytest.raises(RoleRefused):
        change_role(
            administrator,
            role_id=own.id,
            words=RoleWords(
                name="Admin",
                description="",
                permissions=(
                    *own.permissions,
                    READ,
                ),
            ),
        )
    assert _permissions(own) == ["security.manage_roles"]


def test_an_archived_role_is_not_changed(administrator: Actor) -> None:
    role = cast.role("old", READ, archived_at=clock.now())
    with pytest.raises(RoleRefused):
        change_role(
            administrator, role_id=role.id, words=RoleWords(name="Old", description="", permissions=())
        )
    assert _permissions(role) == [READ]


def test_others_may_not_change_roles() -> None:
    role = cast.role("some", READ)
    with pytest.raises(Refused):
        change_role(
            cast.actor("jonas", role),
            role_id=role.id,
            words=RoleWords(name="Some", description="", permissions=()),
        )
    assert _permissions(role) == [READ]


DESK = Extent(shelves=("identity",), level=1, categories=("CEL", "EMP"), needs_second_factor=False)


def test_a_role_is_made_with_its_reach_and_changed(administrator: Actor) -> None:
    made = create_role(
        administrator, words=RoleWords(name="Desk", description="", permissions=(SEARCH,), extent=DESK)
    )
    assert extent_of(Role.objects.get(id=made.id)) == DESK
    wider = replace(DESK, reach="population", level=2)
    change_role(
        administrator,
        role_id=made.id,
        words=RoleWords(name="Desk", description="", permissions=(SEARCH,), extent=wider),
    )
    assert extent_of(Role.objects.get(id=made.id)) == wider
    with scope(cast.SYSTEM, "look"):
        assert "All patients" in [change.after for change in list_versions("Role", made.id)[0].changes]


@pytest.mark.parametrize(
    "extent",
    [Extent(reach="system"), Extent(shelves=("record",)), Extent(level=9), Extent(categories=("NONE",))],
)
def test_a_reach_that_there_is_not_is_refused(administrator: Actor, extent: Extent) -> None:
    with pytest.raises(RoleRefused):
        create_role(administrator, words=RoleWords(name="Odd", description="", permissions=(), extent=extent))
    assert not Role.objects.filter(code="odd").exists()


@pytest.mark.parametrize(
    "extent",
    [
        Extent(reach="population"),
        Extent(shelves=("identity",)),
        Extent(level=1),
        Extent(categories=("HIV",)),
        Extent(needs_second_factor=False),
    ],
)
def test_nobody_lets_their_own_role_reach_further(administrator: Actor, extent: Extent) -> None:
    own = Role.objects.get(code="test-admin")
    Role.objects.filter(id=own.id).update(needs_second_factor=True)
    with pytest.raises(RoleRefused):
        change_role(
            administrator,
            role_id=own.id,
            words=RoleWords(name="Admin", description="", permissions=tuple(own.permissions), extent=extent),
        )
    assert extent_of(Role.objects.get(id=own.id)) == Extent()


def test_the_page_of_a_role_lets_it_reach_further_after_a_proof() -> None:
    role = cast.role("manager", "security.manage_roles", needs_second_factor=False)
    other = cast.role("desk", SEARCH, needs_second_factor=False)
    grace = cast.account("grace", role)
    grace.set_password(PASSWORD)
    grace.save()
    browser = signed_in(grace)
    sent = {
        "name": "Desk",
        "permissions": [SEARCH],
        "reach": "relation",
        "shelves": ["identity"],
        "level": "1",
    }
    asked = browser.post(f"/administration/roles/{other.id}/", sent | {"categories": ["CEL"]})
    assert asked["Location"] == "/accounts/reauthenticate/"
    assert extent_of(Role.objects.get(id=other.id)).level == 0
    prove(browser)
    expected = Extent(shelves=("identity",), level=1, categories=("CEL",), needs_second_factor=False)
    assert extent_of(Role.objects.get(id=other.id)) == expected


def test_nobody_raises_a_role_that_they_will_hold_later(administrator: Actor) -> None:
    later = cast.role("later", SEARCH)
    RoleAssignment.objects.create(
        account_id=administrator.account_id, role=later, starts_at=clock.now() + timedelta(hours=1)
    )
    with pytest.raises(RoleRefused):
        change_role(
            administrator,
            role_id=later.id,
            words=RoleWords(
                name="Later",
                description="",
                permissions=(SEARCH,),
                extent=Extent(reach="population", needs_second_factor=later.needs_second_factor),
            ),
        )
    assert extent_of(Role.objects.get(id=later.id)).reach == "relation"


def test_an_older_page_never_takes_a_newer_change_back() -> None:
    browser = signed_in(
        cast.account("grace", cast.role("manager", "security.manage_roles", needs_second_factor=False))
    )
    other = cast.role("desk", SEARCH, needs_second_factor=False)
    read = fingerprint_of(other)
    Role.objects.filter(id=other.id).update(permissions=[])
    sent = {"name": "Desk", "description": "Words", "reach": "relation", "level": "0", "read": read}
    answer = browser.post(f"/administration/roles/{other.id}/", sent | {"permissions": [SEARCH]})
    assert answer.status_code == 409
    assert "Somebody else has changed this role" in answer.content.decode()
    assert 'value="Words"' in answer.content.decode()
    stored = Role.objects.get(id=other.id)
    assert (stored.permissions, stored.description) == ([], other.description)
