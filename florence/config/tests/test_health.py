"""Whether it lives, whether it is ready, and the figures for whoever holds the token."""

from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from florence.config import health

pytestmark = pytest.mark.django_db


def test_it_works(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(health.CHECKS, "worker", lambda: True)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
    assert set(answer.json()["checks"]) == {"database", "tables", "worker", "search", "disk"}


def test_it_lives_without_anything_else(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}


def test_without_a_worker_it_is_not_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["worker"]) == (503, False)


def test_what_is_missing_is_a_warning_and_no_error(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/readyz")
    assert [(line.levelname, line.getMessage()) for line in caplog.records] == [
        ("WARNING", "Not ready: worker")
    ]


def test_a_check_that_fails_is_a_no(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> bool:
        raise DatabaseError

    monkeypatch.setitem(health.CHECKS, "search", broken)
    assert client.get("/readyz").json()["checks"]["search"] is False


def test_the_figures_are_given_to_the_holder_of_the_token(client: Client) -> None:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {health.metrics_token()}"})
    assert answer.status_code == 200
    assert b"florence_ready_database 1.0\n" in answer.content


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer guess"}, {"Authorization": "Bearer"}])
def test_the_figures_are_closed_without_the_token(client: Client, headers: dict[str, Any]) -> None:
    answer = client.get("/metrics", headers=headers)
    assert (answer.status_code, answer.content) == (401, b"")
