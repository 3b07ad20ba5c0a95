"""What stands around every page: only what exists and may be opened, in the person's look."""

import re

import pytest
from django.test import Client

from florence.config.navigation import PORTAL, WORKSPACE, address_of
from florence.config.roles import READY_ROLES
from florence.config.shell import initials_of
from florence.security.models import Account, Role
from florence.security.tests import cast
from florence.security.tests.browsing import signed_in

pytestmark = pytest.mark.django_db


def ready(code: str) -> Account:
    """An account with one of the roles that every house begins with."""
    account = cast.account(code, Role.objects.get(code=code))
    Account.objects.filter(id=account.id).update(is_demo=True, is_patient=code == "patient")
    account.refresh_from_db()
    return account


def links_of(page: str) -> set[str]:
    navigation = re.search(r'<nav class="(?:navigation|portal-links)".*?</nav>', page, re.DOTALL)
    assert navigation is not None
    return set(re.findall(r'<a href="([^"]+)"', navigation.group(0)))


@pytest.mark.parametrize("code", [role.code for role in READY_ROLES])
def test_every_page_in_the_navigation_of_a_role_opens(code: str) -> None:
    client = signed_in(ready(code))
    links = links_of(client.get("/settings/").content.decode())
    assert links
    for link in links - {"/my/", "/my/record/", "/my/results/", "/my/access/"}:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("code", [role.code for role in READY_ROLES])
def test_the_first_page_is_one_that_the_role_may_open(code: str) -> None:
    client = signed_in(ready(code))
    first = client.get("/")
    assert first.status_code == 302
    assert first["Location"] == ("/my/" if code == "patient" else "/today/")


def test_every_entry_leads_somewhere() -> None:
    entries = [entry for section in (*WORKSPACE, *PORTAL) for entry in section.entries]
    assert [entry.view for entry in entries if not address_of(entry.view)] == []


def test_where_one_is_is_marked() -> None:
    page = signed_in(ready("doctor")).get("/drafts/").content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current="page">', page)[0] == "/drafts/"


def test_a_nurse_is_not_offered_what_an_administrator_does() -> None:
    page = signed_in(ready("nurse")).get("/settings/").content.decode()
    assert not any("/administration/" in link for link in links_of(page))


def test_before_signing_in_there_is_nothing_but_the_door(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "<nav" not in page
    assert "data-activity-url" not in page


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Dr Amira Haddad", "AH"), ("Rosa Silva", "RS"), ("Suharto", "S"), ("", ""), ("فاطمة الحسيني", "فا")],
)
def test_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials
