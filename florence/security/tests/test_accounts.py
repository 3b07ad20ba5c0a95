"""Accounts and their roles through the administrator's pages: given, ended, disabled, and acting at once."""

from datetime import timedelta

import pytest
from django.test import Client

from florence.foundation import clock
from florence.security.actions.accounts import (
    AccountRefused,
    AssignmentRefused,
    assign_role,
    create_account,
    disable_account,
    end_assignment,
)
from florence.security.decisions import Refused
from florence.security.models import Account, Role, RoleAssignment
from florence.security.queries.access_log import LogFilter, list_events
from florence.security.queries.accounts import list_assignments
from florence.security.queries.changes import list_versions
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.tests.browsing import PASSWORD, prove, signed_in
from florence.security.web.identity import actor_for

pytestmark = pytest.mark.django_db

ADMINISTRATION = ("security.manage_accounts", "security.manage_roles", "security.read_activities")


@pytest.fixture
def administrator() -> Account:
    made = cast.account("grace", cast.role("admin", *ADMINISTRATION, needs_second_factor=False))
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def reviewer() -> Role:
    return cast.role("reviewer", "security.review_break_glass", needs_second_factor=False)


@pytest.fixture
def jonas(reviewer: Role) -> Account:
    return cast.account("jonas", reviewer)


def _assignments(account: Account) -> list[tuple[str, str]]:
    with scope(cast.SYSTEM, "look"):
        return [(one.role, one.state) for one in list_assignments(account.id)]


def test_it_works(administrator: Account, reviewer: Role) -> None:
    client = signed_in(administrator)
    made = client.post(
        "/administration/accounts/new/", {"display_name": "Ada Byron", "email": "ada@hospital.example"}
    )
    assert made.status_code == 303
    account = Account.objects.get(email="ada@hospital.example")
    prove(client)
    given = client.post(f"/administration/accounts/{account.id}/roles/", {"role": str(reviewer.id)})
    assert given.status_code == 303
    assert _assignments(account) == [("Reviewer", "now")]
    assert "Reviewer" in client.get(f"/administration/accounts/{account.id}/").content.decode()


def test_a_role_is_given_after_a_proof_and_nothing_typed_is_lost(
    administrator: Account, reviewer: Role
) -> None:
    account, client = cast.account("ada"), signed_in(administrator)
    asked = client.post(f"/administration/accounts/{account.id}/roles/", {"role": str(reviewer.id)})
    assert asked["Location"] == "/accounts/reauthenticate/"
    assert _assignments(account) == []
    prove(client)
    assert _assignments(account) == [("Reviewer", "now")]


def test_nobody_gives_a_role_to_themselves(administrator: Account, reviewer: Role) -> None:
    client = signed_in(administrator)
    prove(client)
    answer = client.post(f"/administration/accounts/{administrator.id}/roles/", {"role": str(reviewer.id)})
    assert answer.status_code == 403
    with pytest.raises(Refused):
        assign_role(actor_for(administrator), account_id=administrator.id, role_id=reviewer.id)
    assert _assignments(administrator) == [("Admin", "now")]


def test_nobody_disables_their_own_account(administrator: Account) -> None:
    with pytest.raises(Refused):
        disable_account(actor_for(administrator), account_id=administrator.id)
    assert Account.objects.get(id=administrator.id).is_active


def test_who_may_not_manage_accounts_sees_none(jonas: Account) -> None:
    assert signed_in(jonas).get("/administration/accounts/").status_code == 403


def test_a_second_account_of_an_address_is_refused(administrator: Account, jonas: Account) -> None:
    with pytest.raises(AccountRefused):
        create_account(actor_for(administrator), email=jonas.email.upper(), display_name="Another")
    assert Account.objects.filter(email__iexact=jonas.email).count() == 1


def test_an_end_before_the_start_is_refused(administrator: Account, jonas: Account, reviewer: Role) -> None:
    role, now = cast.role("other"), clock.now()
    with pytest.raises(AssignmentRefused):
        assign_role(
            actor_for(administrator),
            account_id=jonas.id,
            role_id=role.id,
            starts_at=now,
            ends_at=now - timedelta(hours=1),
        )
    assert _assignments(jonas) == [("Reviewer", "now")]


def test_an_archived_role_is_not_given(administrator: Account, jonas: Account) -> None:
    role = cast.role("old", archived_at=clock.now())
    with pytest.raises(AssignmentRefused):
        assign_role(actor_for(administrator), account_id=jonas.id, role_id=role.id)
    assert _assignments(jonas) == [("Reviewer", "now")]


@pytest.fixture
def open_page(jonas: Account) -> Client:
    client = signed_in(jonas)
    assert client.get("/privacy/emergency-access/").status_code == 200
    return client


def test_an_ended_role_ends_at_the_next_request(
    administrator: Account, jonas: Account, open_page: Client
) -> None:
    assignment = RoleAssignment.objects.get(account=jonas)
    address = f"/administration/accounts/{jonas.id}/roles/{assignment.id}/end/"
    assert signed_in(administrator).post(address).status_code == 303
    assert open_page.get("/privacy/emergency-access/").status_code == 403


def test_a_disabled_account_ends_at_the_next_request(
    administrator: Account, jonas: Account, open_page: Client
) -> None:
    signed_in(administrator).post(f"/administration/accounts/{jonas.id}/disable/")
    answer = open_page.get("/privacy/emergency-access/")
    assert (answer.status_code, answer["Location"][:16]) == (302, "/accounts/login/")


def test_an_archived_role_ends_at_the_next_request(
    administrator: Account, reviewer: Role, open_page: Client
) -> None:
    signed_in(administrator).post(f"/administration/roles/{reviewer.id}/archive/")
    assert open_page.get("/privacy/emergency-access/").status_code == 403


def test_a_changed_role_acts_at_the_next_request(
    administrator: Account, reviewer: Role, open_page: Client
) -> None:
    form = {
        "name": "Reviewer",
        "permissions": ["security.answer_access_questions"],
        "reach": "relation",
        "level": "0",
    }
    client = signed_in(administrator)
    client.post(f"/administration/roles/{reviewer.id}/", form)
    prove(client)
    assert open_page.get("/privacy/emergency-access/").status_code == 403
    assert open_page.get("/privacy/questions/").status_code == 200


def test_a_role_that_begins_later_acts_from_then_on(administrator: Account, jonas: Account) -> None:
    later = clock.now() + timedelta(days=1)
    role = cast.role("questions", "security.answer_access_questions", needs_second_factor=False)
    assign_role(actor_for(administrator), account_id=jonas.id, role_id=role.id, starts_at=later)
    jonas.refresh_from_db()
    assert not actor_for(jonas).has("security.answer_access_questions")
    with clock.held_at(later + timedelta(seconds=1)):
        assert actor_for(jonas).has("security.answer_access_questions")


def test_sessions_are_ended_by_the_administrator(administrator: Account, jonas: Account) -> None:
    jonas.set_password(PASSWORD)
    jonas.save()
    browser = Client()
    browser.post("/accounts/login/", {"login": jonas.email, "password": PASSWORD})
    assert browser.get("/privacy/emergency-access/").status_code == 200
    page = signed_in(administrator).get(f"/administration/accounts/{jonas.id}/").content.decode()
    assert "Sign out everywhere" in page
    signed_in(administrator).post(f"/administration/accounts/{jonas.id}/end-sessions/")
    assert browser.get("/privacy/emergency-access/").status_code == 302


def test_a13_04_a_role_change_is_dated_and_shown_with_who(administrator: Account, jonas: Account) -> None:
    assignment = RoleAssignment.objects.get(account=jonas)
    end_assignment(actor_for(administrator), assignment_id=assignment.id)
    with scope(cast.SYSTEM, "look"):
        newest = list_versions("RoleAssignment", assignment.id)[0]
    assert (newest.who, newest.changes[0].label) == ("Grace", "Until")


def test_a11_07_the_administrator_sees_the_act_without_patients(
    administrator: Account, jonas: Account
) -> None:
    patient = cast.subject()
    cast.relate(jonas.id, patient.id)
    disable_account(actor_for(administrator), account_id=jonas.id)
    page = signed_in(administrator).get("/administration/activities/").content.decode()
    assert "disabled an account" in page
    assert "May sign in" in page
    assert str(patient.id) not in page
    with scope(actor_for(administrator), "look"):
        assert all(not entry.subject_ids for entry in list_events(LogFilter(touches_records=False)))
