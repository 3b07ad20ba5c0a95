"""Accounts with a password, and what tests do at the door of the house."""

from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from florence.security.models import AccessEvent, Account
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.tests.browsing import PASSWORD

LOGIN = "/accounts/login/"


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


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def set_up_totp(client: Client) -> str:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = str(page.context["form"].secret)
    client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    return secret
