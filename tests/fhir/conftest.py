"""A program with a token, and a small life to exchange."""

import base64
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.test import Client

from florence.config.demo_client import DEMO_SECRET, ensure_demo_client
from florence.config.demo_refusal import DEMO_CLIENT

Resource = dict[str, Any]


class Program:
    """Another program: sends with its token, in FHIR's content type."""

    def __init__(self, token: str) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/fhir{path}", headers=self.headers | headers)

    def post(self, path: str, body: Resource, **headers: str) -> Any:
        return self._send(self.client.post, path, body, headers)

    def put(self, path: str, body: Resource, **headers: str) -> Any:
        return self._send(self.client.put, path, body, headers)

    def _send(self, send: Any, path: str, body: Resource | bytes, headers: dict[str, str]) -> Any:
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return send(
            f"/fhir{path}", content, content_type="application/fhir+json", headers=self.headers | named
        )


def token_for(client_id: str, secret: str, scope: str = "") -> Any:
    """The answer of the token address."""
    basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
    return Client(enforce_csrf_checks=True).post(
        "/oauth/token", form, headers={"Authorization": f"Basic {basic}"}
    )


@pytest.fixture
def program(db: None) -> Program:
    ensure_demo_client()
    return Program(token_for(DEMO_CLIENT, DEMO_SECRET).json()["access_token"])


@pytest.fixture
def program_with(db: None) -> Callable[[str], Program]:
    """Makes the demo program with fewer scopes."""
    ensure_demo_client()
    return lambda scope: Program(token_for(DEMO_CLIENT, DEMO_SECRET, scope).json()["access_token"])
