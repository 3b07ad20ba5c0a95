"""Every page of signing in has our look, under our policy."""

import re

import pytest
from django.test import Client

from florence.security.models import Account
from florence.security.tests.browsing import PASSWORD
from florence.security.tests.signing_in import (
    LOGIN,
    send,
    set_up_totp,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counters")]


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
