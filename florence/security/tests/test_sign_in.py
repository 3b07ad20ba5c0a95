"""Signing in: by password, by a second factor, by a link; and who does not get in."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from florence.security.models import AccessEvent, Account
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.tests.browsing import PASSWORD, signed_in

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def ruth() -> Account:
    return with_password("ruth", cast.role("desk", needs_second_factor=False))


def with_password(name: str, *roles: Any) -> Account:
    account = cast.account(name, *roles)
    account.set_password(PASSWORD)
    account.save(update_fields=["password"])
    return account


def send(client: Client, password: str = PASSWORD, email: str = "ruth@hospital.example", **more: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **more})


def is_in(client: Client) -> bool:
    return bool(client.get("/accounts/sessions/").status_code == 200)


def events(act: str) -> list[tuple[str, bool]]:
    with scope(cast.SYSTEM, "look"):
        rows = AccessEvent.objects.filter(act=act).order_by("id")
        return [(row.outcome, row.actor_id is not None) for row in rows]


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


# ---- passwords


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


# ---- the second factor


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def set_up_totp(client: Client) -> str:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = str(page.context["form"].secret)
    client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    return secret


@pytest.fixture
def amira(settings: Settings) -> Account:
    settings.FLORENCE_DEMO = False
    return with_password("amira", cast.role("doctor"))


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


# ---- every page in our look, under our policy


PAGES = (
    "/accounts/2fa/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/reauthenticate/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/logout/",
)
DOORS = (
    "/accounts/login/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/password/reset/key/0-set-password/",
)


def refuse_what_the_policy_blocks(page: str) -> None:
    assert 'class="brand"' in page
    assert not re.search(r'\sstyle="|\son[a-z]+="|data:image|placeholder="', page)
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)


@pytest.mark.parametrize("address", DOORS)
def test_the_doors_have_our_look(client: Client, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    refuse_what_the_policy_blocks(page.content.decode())


def test_the_pages_of_the_own_account_have_our_look(client: Client, amira: Account) -> None:
    send(client, email=amira.email)
    set_up_totp(client)
    for address in PAGES:
        page = client.get(address)
        assert page.status_code == 200, address
        refuse_what_the_policy_blocks(page.content.decode())


def test_the_picture_to_scan_is_part_of_the_page(client: Client, amira: Account) -> None:
    send(client, email=amira.email)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert "<svg" in page.partition("<main")[2]
    refuse_what_the_policy_blocks(page)


def test_a_form_that_took_too_long_says_so(ruth: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(LOGIN, {"login": ruth.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "too old" in answer.content.decode()
