"""Roles within a department: what they allow ends where the department ends."""

from dataclasses import dataclass

import pytest
from django.test import Client

from florence.foundation import clock
from florence.security.actions.accounts import (
    AccountRefused,
    assign_role,
    create_account,
    disable_account,
    end_assignment,
    end_sessions,
)
from florence.security.actions.limits import change_session_limits
from florence.security.actions.roles import RoleWords, create_role
from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.models import Account, PlaceLimit, Role, RoleAssignment, Unit
from florence.security.queries.accounts import list_accounts, list_assignments, list_roles_to_give
from florence.security.scope import scope
from florence.security.territory import territory_of
from florence.security.tests import cast
from florence.security.tests.browsing import PASSWORD, prove, signed_in
from florence.security.web.identity import actor_for

pytestmark = pytest.mark.django_db

MANAGE, LIMITS = "security.manage_accounts", "security.manage_session_limits"


@dataclass
class House:
    """Surgery with its ward and Medicine beside it; the manager manages accounts within surgery."""

    surgery: Unit
    ward: Unit
    medicine: Unit
    manager: Account
    manages: Role
    clerk: Role

    @property
    def actor(self) -> Actor:
        self.manager.refresh_from_db()
        return actor_for(self.manager)


@pytest.fixture
def house() -> House:
    top = Unit.objects.create(name="House", kind="organization")
    surgery = Unit.objects.create(name="Surgery", kind="department", parent=top)
    ward = Unit.objects.create(name="Ward 3", kind="ward", parent=surgery)
    medicine = Unit.objects.create(name="Medicine", kind="department", parent=top)
    manages = cast.role(
        "manages", MANAGE, "staff.read_staff", "security.manage_roles", LIMITS, needs_second_factor=False
    )
    clerk = cast.role("clerk", "staff.read_staff")
    manager = cast.account("sarah")
    manager.set_password(PASSWORD)
    manager.save()
    made = House(surgery, ward, medicine, manager, manages, clerk)
    give(manager, manages, surgery)
    return made


def give(account: Account, role: Role, unit: Unit | None) -> RoleAssignment:
    """A role that somebody of the whole house has given."""
    unit_id = unit.id if unit else None
    return assign_role(cast.SYSTEM, account_id=account.id, role_id=role.id, unit_id=unit_id)


def held(account: Account) -> int:
    return RoleAssignment.objects.filter(account=account, ends_at__isnull=True).count()


def test_a03_18_it_works(house: House) -> None:
    nurse, stranger = cast.account("nina"), cast.account("boris")
    give(nurse, house.clerk, house.ward)
    give(stranger, house.clerk, house.medicine)
    given = assign_role(house.actor, account_id=nurse.id, role_id=house.clerk.id, unit_id=house.surgery.id)
    assert held(nurse) == 2
    with scope(house.actor, "look"):
        within = territory_of(house.actor, MANAGE)
        assert within.units == {house.surgery.id, house.ward.id}
        assert {line.name for line in list_accounts("staff", within=within)} == {"Nina", "Sarah"}
        assert {one.unit for one in list_assignments(nurse.id, within=within)} == {"Surgery", "Ward 3"}
    end_assignment(house.actor, assignment_id=given.id)
    assert held(nurse) == 1


def test_a03_18_a_role_of_the_whole_house_is_held_everywhere(house: House) -> None:
    grace = cast.actor("grace", house.manages)
    made = create_account(grace, email="ada@hospital.example", display_name="Ada")
    assign_role(grace, account_id=made.id, role_id=house.clerk.id)
    assert grace.has_everywhere(MANAGE)
    assert grace.has(LIMITS)
    assert held(made) == 1


def test_a03_18_permissions_about_patients_are_limited_by_relations_alone(house: House) -> None:
    reads = cast.role("reads", "records.read_record", reach=Role.Reach.POPULATION)
    nurse = cast.account("nina")
    give(nurse, reads, house.ward)
    nurse.refresh_from_db()
    actor = actor_for(nurse)
    assert actor.has_everywhere("records.read_record")
    assert actor.reach == "relation"


def test_a03_18_no_role_is_given_in_another_department(house: House) -> None:
    nurse = cast.account("nina")
    give(nurse, house.clerk, house.ward)
    with pytest.raises(Refused, match="only within your department"):
        assign_role(house.actor, account_id=nurse.id, role_id=house.clerk.id, unit_id=house.medicine.id)
    assert held(nurse) == 1


def test_a03_18_no_role_is_given_in_the_whole_house(house: House) -> None:
    nurse = cast.account("nina")
    give(nurse, house.clerk, house.ward)
    with pytest.raises(Refused, match="only within your department"):
        assign_role(house.actor, account_id=nurse.id, role_id=house.clerk.id)
    assert held(nurse) == 1


def test_a03_18_no_role_is_given_to_an_account_of_another_department(house: House) -> None:
    stranger = cast.account("boris")
    give(stranger, house.clerk, house.medicine)
    with pytest.raises(Refused, match="does not belong to your department"):
        assign_role(house.actor, account_id=stranger.id, role_id=house.clerk.id, unit_id=house.ward.id)
    assert held(stranger) == 1


@pytest.mark.parametrize(
    ("permissions", "fields"),
    [
        (["staff.manage_staff"], {}),
        (["records.read_record"], {}),
        ([], {"shelves": ["identity"]}),
        ([], {"level": 1}),
        ([], {"categories": ["HIV"]}),
    ],
)
def test_a03_18_nobody_gives_more_than_they_hold_there(
    house: House, permissions: list[str], fields: dict[str, object]
) -> None:
    nurse, more = cast.account("nina"), cast.role("more", *permissions, **fields)
    give(nurse, house.clerk, house.ward)
    with pytest.raises(Refused, match="allows more than you may do there"):
        assign_role(house.actor, account_id=nurse.id, role_id=more.id, unit_id=house.ward.id)
    assert held(nurse) == 1
    with scope(house.actor, "look"):
        assert [name for _id, name in list_roles_to_give(house.actor)] == ["Clerk", "Manages"]


def test_a03_18_what_is_held_in_one_department_is_not_given_in_another(house: House) -> None:
    keeper, nurse = cast.role("keeper", "staff.manage_staff"), cast.account("nina")
    give(house.manager, keeper, house.medicine)
    give(nurse, house.clerk, house.ward)
    with pytest.raises(Refused, match="allows more than you may do there"):
        assign_role(house.actor, account_id=nurse.id, role_id=keeper.id, unit_id=house.ward.id)
    assert held(nurse) == 1


def test_a03_18_nobody_widens_their_own_territory(house: House) -> None:
    with pytest.raises(Refused, match="Nobody gives a role to themselves"):
        assign_role(house.actor, account_id=house.manager.id, role_id=house.manages.id, unit_id=house.ward.id)
    assert held(house.manager) == 1


def test_a03_18_no_role_is_ended_in_another_department(house: House) -> None:
    nurse = cast.account("nina")
    give(nurse, house.clerk, house.ward)
    elsewhere = give(nurse, house.clerk, house.medicine)
    with pytest.raises(Refused, match="only within your department"):
        end_assignment(house.actor, assignment_id=elsewhere.id)
    assert held(nurse) == 2


@pytest.mark.parametrize("where", ["medicine", None])
def test_a03_18_an_account_that_works_elsewhere_too_is_not_ended(house: House, where: str | None) -> None:
    nurse = cast.account("nina")
    give(nurse, house.clerk, house.ward)
    give(nurse, house.clerk, getattr(house, where) if where else None)
    with pytest.raises(Refused, match="also works outside your department"):
        disable_account(house.actor, account_id=nurse.id)
    with pytest.raises(Refused, match="also works outside your department"):
        end_sessions(house.actor, account_id=nurse.id)
    nurse.refresh_from_db()
    assert nurse.is_active


def test_a03_18_an_account_of_the_department_is_ended(house: House) -> None:
    nurse = cast.account("nina")
    give(nurse, house.clerk, house.ward)
    disable_account(house.actor, account_id=nurse.id)
    nurse.refresh_from_db()
    assert not nurse.is_active


def test_a03_18_no_account_is_made_that_belongs_nowhere(house: House) -> None:
    with pytest.raises(Refused, match="only within your department"):
        create_account(house.actor, email="ada@hospital.example", display_name="Ada")
    with pytest.raises(AccountRefused, match="Choose a role"):
        create_account(house.actor, email="ada@hospital.example", display_name="Ada", unit_id=house.ward.id)
    assert not Account.objects.filter(email="ada@hospital.example").exists()


def test_a03_18_what_no_department_limits_is_not_held_in_one(house: House) -> None:
    place = PlaceLimit.objects.create(code="test", name="Test", idle_minutes=10, absolute_hours=8)
    assert not house.actor.has("security.manage_roles")
    with pytest.raises(Refused):
        create_role(house.actor, words=RoleWords(name="Mighty", description="", permissions=(MANAGE,)))
    with pytest.raises(Refused):
        change_session_limits(house.actor, place_id=place.id, idle_minutes=60, absolute_hours=8)
    place.refresh_from_db()
    assert place.idle_minutes == 10
    assert not Role.objects.filter(name="Mighty").exists()


def test_a03_18_nothing_is_exchanged_as_a_program_within_a_department(house: House) -> None:
    exchanges, nurse = cast.role("exchanges", "records.exchange_records"), cast.account("nina")
    give(nurse, exchanges, house.ward)
    nurse.refresh_from_db()
    assert not actor_for(nurse).has("records.exchange_records")


def test_a03_18_a_moved_department_counts_at_once_where_it_stands(house: House) -> None:
    nurse = cast.account("nina")
    give(nurse, house.clerk, house.ward)
    client = signed_in(house.manager)
    assert client.get(f"/administration/accounts/{nurse.id}/").status_code == 200
    Unit.objects.filter(id=house.ward.id).update(parent=house.medicine)
    assert client.get(f"/administration/accounts/{nurse.id}/").status_code == 403
    with pytest.raises(Refused):
        assign_role(house.actor, account_id=nurse.id, role_id=house.clerk.id, unit_id=house.ward.id)
    assert held(nurse) == 1


def test_a03_18_a_right_that_ends_is_gone_at_the_next_request(house: House) -> None:
    client = signed_in(house.manager)
    assert client.get("/administration/accounts/").status_code == 200
    assignment = RoleAssignment.objects.get(account=house.manager)
    end_assignment(cast.SYSTEM, assignment_id=assignment.id)
    assert client.get("/administration/accounts/").status_code == 403


def test_a03_18_a_right_that_is_narrowed_is_so_at_the_next_request(house: House) -> None:
    stranger, client = cast.account("boris"), signed_in(house.manager)
    give(stranger, house.clerk, house.medicine)
    wide = give(house.manager, house.manages, None)
    assert client.get(f"/administration/accounts/{stranger.id}/").status_code == 200
    end_assignment(cast.SYSTEM, assignment_id=wide.id)
    assert client.get(f"/administration/accounts/{stranger.id}/").status_code == 403
    assert client.get("/administration/accounts/").status_code == 200


@pytest.fixture
def browser(house: House) -> Client:
    """The manager's browser, after a proof of who they are."""
    client = signed_in(house.manager)
    prove(client)
    return client


def test_a03_18_the_pages_show_what_is_within(house: House, browser: Client) -> None:
    nurse, stranger = cast.account("nina"), cast.account("boris")
    give(nurse, house.clerk, house.ward)
    give(nurse, house.clerk, house.medicine)
    give(stranger, house.clerk, house.medicine)
    listed = browser.get("/administration/accounts/").content.decode()
    found = browser.post("/administration/accounts/", {"text": "hospital.example"}).content.decode()
    shown = browser.get(f"/administration/accounts/{nurse.id}/").content.decode()
    assert ("Nina" in listed, "Boris" in listed) == (True, False)
    assert ("Nina" in found, "Boris" in found) == (True, False)
    assert ("Ward 3" in shown, "Medicine" in shown, "The whole house" in shown) == (True, False, False)
    assert "Disable the account" not in shown
    assert "also works outside your department" in shown
    assert browser.get(f"/administration/accounts/{stranger.id}/").status_code == 403


def test_a03_18_an_account_is_made_with_its_role(house: House, browser: Client) -> None:
    typed = {"display_name": "Ada", "email": "ada@hospital.example"}
    refused = browser.post("/administration/accounts/new/", typed)
    assert refused.status_code == 422
    assert not Account.objects.filter(email=typed["email"]).exists()
    chosen = {"role": str(house.clerk.id), "unit": str(house.ward.id)}
    assert browser.post("/administration/accounts/new/", typed | chosen).status_code == 303
    made = RoleAssignment.objects.get(account__email=typed["email"])
    assert (made.role_id, made.unit_id) == (house.clerk.id, house.ward.id)
    assert made.starts_at <= clock.now()


def test_a03_18_an_account_with_its_role_waits_for_a_proof(house: House) -> None:
    client = signed_in(house.manager)
    typed = {"display_name": "Ada", "email": "ada@hospital.example"}
    chosen = {"role": str(house.clerk.id), "unit": str(house.ward.id)}
    client.post("/administration/accounts/new/", typed | chosen)
    assert not Account.objects.filter(email=typed["email"]).exists()
    prove(client)
    assert RoleAssignment.objects.get(account__email=typed["email"]).unit_id == house.ward.id


def test_a03_18_a_role_waits_for_a_proof(house: House) -> None:
    nurse, client = cast.account("nina"), signed_in(house.manager)
    give(nurse, house.clerk, house.ward)
    chosen = {"role": str(house.clerk.id), "unit": str(house.surgery.id)}
    client.post(f"/administration/accounts/{nurse.id}/roles/", chosen)
    assert held(nurse) == 1
    prove(client)
    assert held(nurse) == 2


def test_a03_18_a_forged_department_is_refused(house: House, browser: Client) -> None:
    nurse = cast.account("nina")
    give(nurse, house.clerk, house.ward)
    forged = {"role": str(house.clerk.id), "unit": str(house.medicine.id)}
    assert browser.post(f"/administration/accounts/{nurse.id}/roles/", forged).status_code == 422
    assert held(nurse) == 1
