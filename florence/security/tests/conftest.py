"""People at the door: one who needs a password alone, one of the staff who needs a second factor as well."""

import time
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from pytest_django import Settings

from florence.security.models import Account
from florence.security.tests import cast
from florence.security.tests.signing_in import with_password


@pytest.fixture
def fresh_counters() -> None:
    """Nobody has failed to sign in yet."""
    cache.clear()


@pytest.fixture
def steady_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of six-digit codes stands still, so that no period ends within a test."""
    now = time.time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: now))


@pytest.fixture
def ruth() -> Account:
    return with_password("ruth", cast.role("desk", needs_second_factor=False))


@pytest.fixture
def amira(settings: Settings) -> Account:
    settings.FLORENCE_DEMO = False
    return with_password("amira", cast.role("doctor"))
