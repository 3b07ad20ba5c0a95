"""Signing in and out: who gets in, who does not, and what is told of it."""

import re
from typing import Any

import pytest
from django.test import Client

from florence.security.models import Account
from florence.security.tests.signing_in import (
    events,
    is_in,
    send,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counters")]


def test_it_works(client: Client, ruth: Account) -> None:
    answer = send(client, next="/settings/")
    assert (answer.status_code, answer["Location"]) == (302, "/settings/")
    assert is_in(client)
    assert events("security.sign_in") == [("done", True)]


def test_a_wrong_password_answers_like_an_unknown_name(client: Client, ruth: Account) -> None:
    wrong, unknown = send(client, "not this one"), send(client, email="nobody@hospital.example")
    pages = [
        re.sub(r'value="[^"]*"|"X-CSRFToken":"[^"]*"', "", page.content.decode()) for page in (wrong, unknown)
    ]
    assert wrong.status_code == unknown.status_code == 422
    assert pages[0] == pages[1]
    assert not is_in(client)


def test_an_unknown_name_costs_as_many_hashes_as_a_wrong_password(
    client: Client, ruth: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hashed: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)

        def counted(self: object, *args: Any, real: Any = real, name: str = name) -> Any:
            hashed.append(name)
            return real(self, *args)

        monkeypatch.setattr(Argon2PasswordHasher, name, counted)
    send(client, "not this one")
    wrong, hashed[:] = len(hashed), []
    send(client, email="nobody@hospital.example")
    assert len(hashed) == wrong == 1


def test_failed_log_ins_are_logged_once_in_a_quarter_of_an_hour_each(client: Client, ruth: Account) -> None:
    for _ in range(3):
        send(client, "not this one")
        send(client, email="nobody@hospital.example")
    assert sorted(events("security.sign_in")) == [("refused", False), ("refused", True)]


def test_six_failures_in_five_minutes_close_the_door_even_to_the_right_password(
    client: Client, ruth: Account
) -> None:
    for _ in range(5):
        assert send(client, "not this one").status_code == 422
    assert send(client).status_code == 422
    assert not is_in(client)


def test_failures_leave_no_session_and_no_row_behind(client: Client, ruth: Account) -> None:
    from django.contrib.sessions.models import Session

    for number in range(4):
        send(client, email=f"nobody{number}@hospital.example")
    assert not Session.objects.exists()


def test_a_closed_account_does_not_get_in(client: Client, ruth: Account) -> None:
    Account.objects.filter(id=ruth.id).update(is_active=False)
    send(client)
    assert not is_in(client)


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 404
    assert client.post("/accounts/signup/", {"email": "new@hospital.example"}).status_code == 404
    assert not Account.objects.exists()


def test_signing_in_makes_a_new_session(client: Client, ruth: Account) -> None:
    client.session.save()
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = client.session.session_key
    send(client)
    assert client.session.session_key != before


def test_signing_out_ends_the_session_and_is_logged(client: Client, ruth: Account) -> None:
    send(client)
    key = client.session.session_key
    answer = client.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"storage"'
    client.cookies["florence-session"] = str(key)
    assert not is_in(client)
    assert events("security.sign_out") == [("done", True)]


def test_opening_the_page_of_signing_out_ends_nothing(client: Client, ruth: Account) -> None:
    send(client)
    client.get("/accounts/logout/")
    assert is_in(client)


def test_the_way_back_leads_nowhere_else(client: Client, ruth: Account) -> None:
    answer = send(client, next="https://elsewhere.example/")
    assert answer["Location"] == "/"
