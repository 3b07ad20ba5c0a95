"""One Idempotency-Key, many requests at the same moment: one effect, one answer for all."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

from florence.config.demo_client import DEMO_SECRET, ensure_demo_client
from florence.config.demo_refusal import DEMO_CLIENT
from florence.foundation.postgresql.cluster import Urls
from florence.security.actors import system_actor
from florence.security.models import Subject
from florence.security.scope import scope
from tests.fhir.conftest import Program, token_for
from tests.fhir.test_exchange import MARYAM

AT_ONCE = 6


def test_a_key_used_by_many_at_once_has_one_effect(own_database: Urls) -> None:
    ensure_demo_client()
    token = token_for(DEMO_CLIENT, DEMO_SECRET).json()["access_token"]
    start = Barrier(AT_ONCE)

    def send(_number: int) -> Any:
        start.wait()
        try:
            return Program(token).post("/Patient", MARYAM, Idempotency_Key="one")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(send, range(AT_ONCE)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    with scope(system_actor("test"), "look"):
        assert Subject.objects.count() == 1
