"""The second factor: set up, asked for, lost, and never got around."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from florence.security.models import Account
from florence.security.tests.browsing import signed_in
from florence.security.tests.signing_in import (
    code_for,
    events,
    is_in,
    send,
    set_up_totp,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counters", "steady_codes")]


def test_a13_03_staff_without_a_second_factor_reach_nothing_but_its_set_up(
    client: Client, amira: Account
) -> None:
    send(client, email=amira.email)
    for address in ("/", "/settings/", "/drafts/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/"), address
    assert client.get("/accounts/2fa/").status_code == 200


def test_a13_03_with_a_second_factor_the_pages_open(
    client: Client, amira: Account, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    send(client, email=amira.email)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_totp(client)
    assert client.get("/settings/").status_code == 200
    assert events("security.add_second_factor") == [("done", True)]


def test_a13_03_the_password_alone_does_not_open_an_account_with_a_second_factor(
    client: Client, amira: Account
) -> None:
    send(client, email=amira.email)
    secret = set_up_totp(client)
    other = Client()
    answer = send(other, email=amira.email)
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(other)
    other.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})
    assert is_in(other)


def test_a13_03_a_wrong_code_is_refused_and_logged(client: Client, amira: Account) -> None:
    send(client, email=amira.email)
    set_up_totp(client)
    other = Client()
    send(other, email=amira.email)
    assert other.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 422
    assert not is_in(other)
    assert ("refused", True) in events("security.sign_in")


def test_a13_03_a_code_works_once(client: Client, amira: Account) -> None:
    send(client, email=amira.email)
    secret = set_up_totp(client)
    code = code_for(secret)
    for opened in (True, False):
        other = Client()
        send(other, email=amira.email)
        other.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_in(other) is opened


def test_a13_03_a_recovery_code_opens_once(client: Client, amira: Account) -> None:
    send(client, email=amira.email)
    set_up_totp(client)
    code = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"][0]
    for opened in (True, False):
        other = Client()
        send(other, email=amira.email)
        other.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_in(other) is opened


def test_a13_03_without_its_last_factor_an_account_is_back_at_the_set_up(
    client: Client, amira: Account
) -> None:
    send(client, email=amira.email)
    set_up_totp(client)
    assert client.get("/settings/").status_code == 200
    client.post("/accounts/2fa/totp/deactivate/")
    assert client.get("/settings/")["Location"] == "/accounts/2fa/"
    assert events("security.remove_second_factor") == [("done", True)]


def test_a13_03_a_reset_password_does_not_spare_the_second_factor(client: Client, amira: Account) -> None:
    send(client, email=amira.email)
    set_up_totp(client)
    other = Client()
    other.post("/accounts/password/reset/", {"email": amira.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)
    assert link is not None
    address = other.get(link.group(1), follow=True).redirect_chain[-1][0]
    new = "four words make sense"
    other.post(address, {"password1": new, "password2": new})
    assert not is_in(other)
    send(other, new, email=amira.email)
    assert not is_in(other)


def test_a13_07_the_secret_of_an_app_is_not_readable_in_the_table(client: Client, amira: Account) -> None:
    send(client, email=amira.email)
    secret = set_up_totp(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = " ".join(row[0] for row in cursor.fetchall())
    assert secret not in stored
    assert Authenticator.objects.filter(user=amira, type="totp").exists()


def test_the_set_up_asks_for_a_fresh_proof(client: Client, amira: Account) -> None:
    client = signed_in(amira)
    answer = client.get("/accounts/2fa/totp/activate/")
    assert answer["Location"].startswith("/accounts/reauthenticate/")


def test_a_wrong_password_is_no_proof(client: Client, amira: Account) -> None:
    client = signed_in(amira)
    assert client.post("/accounts/reauthenticate/", {"password": "not this one"}).status_code == 422
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302
