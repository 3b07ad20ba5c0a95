"""Passwords of one's own: changed, refused when weak, set anew by a link."""

import re

import pytest
from django.core import mail
from django.test import Client

from florence.security.models import Account
from florence.security.tests.browsing import PASSWORD
from florence.security.tests.signing_in import (
    events,
    is_in,
    send,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counters")]


def test_a_password_is_changed_and_every_session_is_over(client: Client, ruth: Account) -> None:
    other = Client()
    send(client)
    send(other)
    new = "four words make sense"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert not is_in(client)
    assert not is_in(other)
    assert events("security.change_password") == [("done", True)]
    send(client, new)
    assert is_in(client)


@pytest.mark.parametrize(
    "bad", ["short", "password1234!", "PasswordPassword", "831947264918", "ruth@hospital.example"]
)
def test_a_weak_password_is_refused(client: Client, ruth: Account, bad: str) -> None:
    send(client)
    answer = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": bad, "password2": bad}
    )
    assert answer.status_code == 422
    ruth.refresh_from_db()
    assert ruth.check_password(PASSWORD)


def test_a_link_sets_a_new_password_once(client: Client, ruth: Account) -> None:
    client.post("/accounts/password/reset/", {"email": ruth.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    assert link is not None
    form = client.get(link.group(1), follow=True)
    address = form.redirect_chain[-1][0]
    new = "four words make sense"
    client.post(address, {"password1": new, "password2": new})
    again = Client().get(link.group(1), follow=True)
    assert b"run out" in again.content
    ruth.refresh_from_db()
    assert ruth.check_password(new)
    assert events("security.change_password") == [("done", True)]


def test_asking_for_a_link_answers_the_same_for_an_unknown_address(client: Client, ruth: Account) -> None:
    known = client.post("/accounts/password/reset/", {"email": ruth.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@hospital.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert "/password/reset/key/" not in mail.outbox[1].body
