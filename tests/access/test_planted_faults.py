"""The matrix is seen to report an address that is open to the wrong people, closed to the right ones, or leaks."""

import pytest
from django.urls import reverse

from tests.access.cast import World, build
from tests.access.matrix import SEES, Row
from tests.access.probing import Prober
from tests.access.routes import Address, routes
from tests.access.test_pages import _judge

pytestmark = pytest.mark.django_db
REGISTER = "patients:workspace_register"


@pytest.fixture
def world() -> World:
    return build()


def _wrong(world: World, row: Row, viewer: str) -> list[str]:
    """What the matrix says of the page of registration when it expects the row."""
    prober = Prober(world)
    route = next(route for route in routes() if route.name == REGISTER)
    address = Address(reverse(REGISTER), "")
    answer = prober.send(viewer, "GET", address.path)
    _judge(prober, route, row, address, viewer, answer)
    return prober.findings.wrong


def test_it_works(world: World) -> None:
    assert _wrong(world, Row("reception"), "reception") == []
    assert _wrong(world, Row("reception"), "nurse") == []


def test_an_address_that_is_too_open_is_reported(world: World) -> None:
    assert _wrong(world, Row("nurse"), "reception") == [f"open to reception: {REGISTER}  200"]


def test_an_address_that_is_too_closed_is_reported(world: World) -> None:
    assert _wrong(world, Row("nurse"), "nurse") == [f"closed to nurse: {REGISTER} "]


def test_a_leak_is_reported(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SEES, "doctor", set())
    prober = Prober(world)
    prober.send("doctor", "GET", f"/patients/{world.people['related'].id}/problems/")
    assert len(prober.findings.leaks) == 1
