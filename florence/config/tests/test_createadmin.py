"""The first administrator of a new installation."""

import pytest

from florence.config.commands.createadmin import _create
from florence.security.models import Account, RoleAssignment
from florence.security.web.identity import actor_for

pytestmark = pytest.mark.django_db
PASSWORD = "lamps at the long ward"


def test_it_works(capsys: pytest.CaptureFixture[str]) -> None:
    assert _create("grace@hospital.example", "Grace Mbeki", PASSWORD) == 0
    account = Account.objects.get(email="grace@hospital.example")
    assert account.check_password(PASSWORD)
    assert actor_for(account).has("security.manage_accounts")
    assert RoleAssignment.objects.get(account=account).role.needs_second_factor
    assert "second factor" in capsys.readouterr().out


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012"])
def test_a_weak_password_makes_no_account(password: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _create("grace@hospital.example", "Grace Mbeki", password) == 1
    assert not Account.objects.exists()
    assert capsys.readouterr().err


def test_an_address_is_taken_once(capsys: pytest.CaptureFixture[str]) -> None:
    _create("grace@hospital.example", "Grace Mbeki", PASSWORD)
    assert _create("Grace@hospital.example", "Another", PASSWORD) == 1
    assert Account.objects.count() == 1
    assert capsys.readouterr().err
