"""Who tries to sign in too often is told so in words, as a page of the house; others are not kept out by it."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from florence.security.web.client_address import client_address


@pytest.mark.django_db
def test_too_many_tries_are_told_in_words(client: Client) -> None:
    fields = {"login": "nobody@hospital.example", "password": "a guess of many words"}
    answers = [client.post("/accounts/login/", fields) for _ in range(31)]
    assert answers[-1].status_code == 429
    assert "Wait a minute" in answers[-1].content.decode()


def wrong_secret(connecting: str, forwarded_for: str) -> int:
    """How a wrong secret of a program is answered."""
    answer = Client(REMOTE_ADDR=connecting).post(
        "/oauth/token",
        {"grant_type": "client_credentials", "client_id": "lab", "client_secret": "wrong"},
        headers={"X-Forwarded-For": forwarded_for},
    )
    return answer.status_code


@pytest.mark.django_db
def test_behind_a_proxy_one_caller_does_not_lock_out_another(settings: Any) -> None:
    settings.FLORENCE_PROXIES = (ip_network("127.0.0.0/8"),)
    cache.clear()
    assert [wrong_secret("127.0.0.1", "6.6.6.6") for _ in range(11)][-1] == 429
    assert wrong_secret("127.0.0.1", "10.0.0.5") == 401
    assert wrong_secret("127.0.0.1", "6.6.6.6") == 429


@pytest.mark.django_db
@pytest.mark.parametrize("connecting", ["127.0.0.1", "192.0.2.7"])
def test_nobody_gets_more_tries_by_naming_other_addresses(connecting: str, settings: Any) -> None:
    settings.FLORENCE_PROXIES = (ip_network("127.0.0.0/8"),)
    cache.clear()
    at_the_end = ", 6.6.6.6" if connecting == "127.0.0.1" else ""
    assert [wrong_secret(connecting, f"7.7.7.{number}{at_the_end}") for number in range(11)][-1] == 429


@pytest.mark.parametrize(
    ("connecting", "forwarded_for", "counted"),
    [
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "6.6.6.6, 10.0.0.5", "10.0.0.5"),
        ("::ffff:127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("192.0.2.7", "10.0.0.5", "192.0.2.7"),
        ("", "10.0.0.5", "0.0.0.0"),
    ],
)
def test_a_proxy_of_the_house_alone_is_believed(
    connecting: str, forwarded_for: str, counted: str, settings: Any
) -> None:
    settings.FLORENCE_PROXIES = (ip_network("127.0.0.0/8"),)
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded_for}, REMOTE_ADDR=connecting)
    assert client_address(request) == counted
