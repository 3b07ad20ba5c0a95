"""Session limits by place: changed by the administrator, within bounds, with their history."""

import pytest

from florence.security.actions.limits import LimitRefused, change_session_limits
from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.models import Account, PlaceLimit
from florence.security.queries.changes import list_versions
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.tests.browsing import signed_in
from florence.security.web import sessions
from florence.security.web.identity import actor_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace() -> Account:
    role = cast.role("admin", "security.manage_session_limits", needs_second_factor=False)
    return cast.account("grace", role)


@pytest.fixture
def administrator(grace: Account) -> Actor:
    return actor_for(grace)


@pytest.fixture
def ward() -> PlaceLimit:
    return PlaceLimit.objects.get(code="ward")


def _minutes(place: PlaceLimit) -> tuple[int, int]:
    stored = PlaceLimit.objects.get(id=place.id)
    return stored.idle_minutes, stored.absolute_hours


def test_it_works(grace: Account, ward: PlaceLimit) -> None:
    client = signed_in(grace)
    assert client.get("/administration/session-limits/").status_code == 200
    form = {"idle_minutes": "7", "absolute_hours": "13"}
    assert client.post(f"/administration/session-limits/{ward.id}/", form).status_code == 303
    assert _minutes(ward) == (7, 13)
    assert sessions.limits_at("ward").idle.total_seconds() == 7 * 60
    sessions.forget_limits()
    with scope(cast.SYSTEM, "look"):
        newest = list_versions("PlaceLimit", ward.id)[0]
    assert newest.who == "Grace"
    assert ("Minutes of rest", "7") in [(change.label, change.after) for change in newest.changes]


@pytest.mark.parametrize(("idle", "absolute"), [(0, 14), (5, 0), (1441, 24), (5, 25), (120, 1)])
def test_a_limit_out_of_bounds_is_refused(
    administrator: Actor, ward: PlaceLimit, idle: int, absolute: int
) -> None:
    before = _minutes(ward)
    with pytest.raises(LimitRefused):
        change_session_limits(administrator, place_id=ward.id, idle_minutes=idle, absolute_hours=absolute)
    assert _minutes(ward) == before


def test_what_is_no_number_is_refused_in_words(grace: Account, ward: PlaceLimit) -> None:
    before = _minutes(ward)
    form = {"idle_minutes": "soon", "absolute_hours": "14"}
    answer = signed_in(grace).post(f"/administration/session-limits/{ward.id}/", form)
    assert answer.status_code == 422
    assert "Enter 1 to 1440 minutes" in answer.content.decode()
    assert _minutes(ward) == before


def test_others_may_not_change_limits(ward: PlaceLimit) -> None:
    before = _minutes(ward)
    with pytest.raises(Refused):
        change_session_limits(cast.actor("jonas"), place_id=ward.id, idle_minutes=60, absolute_hours=14)
    assert _minutes(ward) == before
