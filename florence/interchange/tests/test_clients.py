"""Registering the programs of others, and ending them."""

import base64
import re
from typing import Any

import pytest
from django.test import Client
from oauth2_provider.models import Application

from florence.interchange.actions.clients import ClientRefused, NotAScope, register_client, revoke_client
from florence.interchange.models import RegisteredClient
from florence.interchange.queries.clients import list_clients
from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.models import Account
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.tests.browsing import signed_in

pytestmark = pytest.mark.django_db

GRANTED = ["system/Observation.rs"]
PASSWORD = "a long pass phrase for tests"


@pytest.fixture
def grace() -> Account:
    role = cast.role(
        "admin", "interchange.manage_clients", needs_second_factor=False, level=1, categories=["CEL"]
    )
    made = cast.account("grace", role)
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def administrator(grace: Account) -> Actor:
    return cast.actor_for(grace)


def token(client_id: str, secret: str) -> Any:
    basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}"}
    return Client().post("/oauth/token", {"grant_type": "client_credentials"}, headers=headers)


def read(bearer: str) -> int:
    return Client().get("/fhir/Observation", headers={"Authorization": f"Bearer {bearer}"}).status_code


def test_it_works(administrator: Actor) -> None:
    made = register_client(administrator, name="Laboratory", granted=GRANTED)
    answer = token(made.client_id, made.secret)
    assert answer.json()["scope"] == "system/Observation.rs"
    assert read(answer.json()["access_token"]) == 200
    assert made.secret not in str(Application.objects.values().get(client_id=made.client_id))


def test_an_ended_program_is_refused_at_its_next_request(administrator: Actor) -> None:
    made = register_client(administrator, name="Laboratory", granted=GRANTED)
    bearer = token(made.client_id, made.secret).json()["access_token"]
    revoke_client(administrator, registered_id=RegisteredClient.objects.get().id)
    assert read(bearer) == 401
    assert token(made.client_id, made.secret).status_code in (400, 401)
    with scope(cast.SYSTEM, "look"):
        [line] = list_clients()
    assert not line.is_active
    with pytest.raises(ClientRefused):
        revoke_client(administrator, registered_id=line.id)


def test_an_ended_program_stays_ended_when_its_account_is_enabled(administrator: Actor) -> None:
    made = register_client(administrator, name="Laboratory", granted=GRANTED)
    client = RegisteredClient.objects.get()
    revoke_client(administrator, registered_id=client.id)
    Account.objects.filter(id=client.account_id).update(is_active=True)
    assert token(made.client_id, made.secret).status_code in (400, 401)


@pytest.mark.parametrize("depth", [(2, []), (1, ["HIV"])])
def test_nobody_gives_a_program_more_depth_than_they_have(
    administrator: Actor, depth: tuple[int, list[str]]
) -> None:
    with pytest.raises(ClientRefused):
        register_client(administrator, name="Laboratory", granted=GRANTED, depth=depth)
    assert not RegisteredClient.objects.exists()


@pytest.mark.parametrize(
    ("name", "granted", "refusal"),
    [
        (" ", GRANTED, ClientRefused),
        ("Laboratory", [], ClientRefused),
        ("Laboratory", ["system/Nothing.rs"], NotAScope),
        ("Laboratory", ["everything"], NotAScope),
    ],
)
def test_what_is_missing_or_no_scope_is_refused(
    administrator: Actor, name: str, granted: list[str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        register_client(administrator, name=name, granted=granted)
    assert not RegisteredClient.objects.exists()


def test_others_register_nothing() -> None:
    with pytest.raises(Refused):
        register_client(cast.actor("jonas", cast.role("some")), name="Laboratory", granted=GRANTED)
    assert not RegisteredClient.objects.exists()


def test_the_page_shows_the_secret_once_after_a_proof(grace: Account) -> None:
    browser = signed_in(grace)
    typed = {
        "name": "Laboratory",
        "scopes": "system/Observation.rs\nsystem/Patient.r",
        "level": "1",
        "categories": ["CEL"],
    }
    asked = browser.post("/administration/programs/new/", typed)
    assert asked.status_code in (302, 303)
    assert not RegisteredClient.objects.exists()
    shown = browser.post(asked["Location"], {"password": PASSWORD})
    page = shown.content.decode()
    secret = re.search(r"Secret</dt><dd><bdi[^>]*>([^<]+)<", page)
    assert secret is not None
    stored = RegisteredClient.objects.get()
    assert (stored.scopes, stored.level, stored.categories) == (
        ["system/Observation.rs", "system/Patient.r"],
        1,
        ["CEL"],
    )
    assert token(stored.application.client_id, secret.group(1)).status_code == 200
    listed = browser.get("/administration/programs/").content.decode()
    assert "Laboratory" in listed
    assert secret.group(1) not in listed


def test_a_scope_of_persons_is_not_given_to_a_program(grace: Account) -> None:
    typed = {"name": "Laboratory", "scopes": "patient/*.rs", "level": "0"}
    answer = signed_in(grace).post("/administration/programs/new/", typed)
    assert answer.status_code == 422
    assert "is not a scope" in answer.content.decode()
    assert not RegisteredClient.objects.exists()
