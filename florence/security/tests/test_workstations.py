"""Shared computers: a full sign-in once, then the PIN; the switch shows nothing of the former person."""

import pytest
from django.test import Client

from florence.security.actions.workstations import (
    WorkstationRefused,
    enrol_workstation,
    is_good_pin,
    revoke_workstation,
    set_pin,
)
from florence.security.decisions import Refused
from florence.security.models import Account, ShiftPresence, SwitchPin, Workstation
from florence.security.queries.workstations import list_present
from florence.security.tests import cast
from florence.security.tests.browsing import PASSWORD
from florence.security.tests.signing_in import is_in, send, with_password
from florence.security.web.enrolled import cookie_name
from florence.security.web.identity import actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counters")]
SECRET, PIN, OTHER_PIN = "a secret of a browser", "280417", "591736"


@pytest.fixture
def workstation() -> Workstation:
    grace = cast.actor("grace", cast.role("admin", "security.manage_workstations"))
    return enrol_workstation(grace, name="Ward 3, desk", place="ward", secret=SECRET)


@pytest.fixture
def people() -> tuple[Account, Account]:
    role = cast.role("desk", needs_second_factor=False)
    ruth, jonas = with_password("ruth", role), with_password("jonas", role)
    set_pin(actor_for(ruth), pin=PIN, badge="B-0001")
    set_pin(actor_for(jonas), pin=OTHER_PIN)
    return ruth, jonas


@pytest.fixture
def shared(workstation: Workstation, people: tuple[Account, Account]) -> Client:
    """The shared computer, at which Ruth has signed in fully and opened her settings."""
    client = Client(HTTP_REFERER="http://testserver/settings/")
    client.cookies[cookie_name()] = SECRET
    send(client)
    return client


def leave(client: Client) -> None:
    client.post("/workstation/leave/")


def come_back(client: Client, workstation: Workstation, pin: str, name: str = "Ruth") -> int:
    presence = next(p for p in list_present(workstation.id) if p.account.display_name == name)
    return client.post("/workstation/", {"person": str(presence.id), "pin": pin}).status_code


def test_it_works(shared: Client, workstation: Workstation) -> None:
    assert shared.session["place"] == "ward"
    first = shared.session.session_key
    leave(shared)
    assert not is_in(shared)
    page = shared.get("/workstation/").content.decode()
    assert "Ruth" in page
    assert "Jonas" not in page
    presence = list_present(workstation.id)[0]
    answer = shared.post("/workstation/", {"person": str(presence.id), "pin": PIN})
    assert (answer.status_code, answer["Location"]) == (303, "/settings/")
    assert is_in(shared)
    assert shared.session.session_key != first
    assert shared.session["began_at"] == presence.since.isoformat()


def test_a_badge_picks_the_person(shared: Client) -> None:
    leave(shared)
    answer = shared.post("/workstation/", {"badge": "B-0001", "pin": ""})
    assert answer.status_code == 200
    assert b"checked" in answer.content
    assert shared.post("/workstation/", {"badge": "B-0001", "pin": PIN}).status_code == 303


def test_five_wrong_pins_end_the_way_back(shared: Client, workstation: Workstation) -> None:
    leave(shared)
    assert [come_back(shared, workstation, "000000") for _ in range(5)] == [422] * 5
    assert list_present(workstation.id) == []
    assert not is_in(shared)


def test_the_pin_of_another_person_is_refused(shared: Client, workstation: Workstation) -> None:
    leave(shared)
    assert come_back(shared, workstation, OTHER_PIN) == 422
    assert not is_in(shared)


def test_a_page_of_the_former_person_is_not_handed_on(shared: Client) -> None:
    leave(shared)
    assert shared.get("/settings/")["Location"] == "/workstation/"


def test_no_way_back_without_the_secret_of_the_browser(shared: Client, workstation: Workstation) -> None:
    leave(shared)
    elsewhere = Client()
    assert come_back(elsewhere, workstation, PIN) == 302
    assert not is_in(elsewhere)


def test_a_new_password_ends_the_way_back(shared: Client, workstation: Workstation) -> None:
    leave(shared)
    ruth = Account.objects.get(email="ruth@hospital.example")
    ruth.set_password(PASSWORD + " anew")
    ruth.save(update_fields=["password"])
    assert come_back(shared, workstation, PIN) == 422
    assert not is_in(shared)


def test_an_ended_workstation_lets_nobody_back(shared: Client, workstation: Workstation) -> None:
    leave(shared)
    grace = actor_for(Account.objects.get(email="grace@hospital.example"))
    revoke_workstation(grace, workstation_id=workstation.id)
    assert not ShiftPresence.objects.filter(ended_at=None).exists()
    assert shared.get("/workstation/").status_code == 302


def test_a_disabled_account_has_no_way_back(shared: Client, workstation: Workstation) -> None:
    leave(shared)
    Account.objects.filter(email="ruth@hospital.example").update(is_active=False)
    assert list_present(workstation.id) == []


@pytest.mark.parametrize("pin", ["123456", "654321", "111111", "121212", "123123", "12345", "abcdef", ""])
def test_a_weak_pin_is_refused(pin: str) -> None:
    person = cast.actor("ruth")
    with pytest.raises(WorkstationRefused):
        set_pin(person, pin=pin)
    assert not is_good_pin(pin)
    assert not SwitchPin.objects.exists()


def test_others_may_not_enrol() -> None:
    with pytest.raises(Refused):
        enrol_workstation(cast.actor("jonas"), name="Ward 3", place="ward", secret=SECRET)
    assert not Workstation.objects.exists()
