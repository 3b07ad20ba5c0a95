"""Upkeep: what has ended is cleared away, what is alive stays, and a killed worker's jobs are not lost."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import async_to_sync
from django.contrib.sessions.models import Session
from django.db import connection
from oauth2_provider.models import AccessToken
from procrastinate.contrib.django import app

from florence.config import jobs
from florence.foundation import clock
from florence.foundation.postgresql.cluster import Urls
from florence.security.actions.drafts import save_draft
from florence.security.models import Account, Draft
from florence.security.scope import scope
from florence.security.tests import cast as people
from florence.security.web.identity import actor_for

LATER = timedelta(days=31)


@pytest.fixture
def rosa(db: None) -> Account:
    return people.account("rosa", people.role("nurse", needs_second_factor=False))


def session_of(account: Account, name: str, ends: datetime) -> None:
    Session.objects.create(session_key=name, session_data="", expire_date=ends)
    UserSession.objects.create(user=account, session_key=name, ip="127.0.0.1", user_agent="", data={})


def drafts() -> int:
    with scope(people.SYSTEM, "look"):
        return Draft.objects.count()


def clear() -> None:
    jobs.clear_what_has_ended(timestamp=0)


def test_it_works(rosa: Account) -> None:
    session_of(rosa, "ended", clock.now() - timedelta(seconds=1))
    session_of(rosa, "alive", clock.now() + timedelta(hours=1))
    AccessToken.objects.create(token="ended", expires=clock.now() - timedelta(hours=2))
    clear()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["alive"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["alive"]
    assert not AccessToken.objects.exists()


def test_a_token_that_still_opens_something_stays(rosa: Account) -> None:
    AccessToken.objects.create(token="alive", expires=clock.now() + timedelta(minutes=5))
    clear()
    assert AccessToken.objects.count() == 1


def test_a_draft_stays_for_a_month(rosa: Account) -> None:
    save_draft(actor_for(rosa), form="records.vitals", content={"note": ["coughs"]})
    clear()
    assert drafts() == 1
    with clock.shifted_by(LATER):
        clear()
    assert drafts() == 0


def doing(lock: str | None) -> int:
    """A job that a worker had begun which has not been heard of for an hour."""
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [long_ago]
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args, status, worker_id) "
            "VALUES ('default', 'nothing', %s, '{}', 'doing', %s) RETURNING id",
            [lock, worker],
        )
        return int(cursor.fetchone()[0])


def states() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status::text FROM procrastinate_jobs WHERE task_name = 'nothing'")
        return dict(cursor.fetchall())


def test_jobs_of_a_killed_worker_are_taken_up_again(own_database: Urls) -> None:
    once, regular = doing(None), doing("comes-round")

    async def take_up() -> None:
        async with app.open_async():
            await jobs.take_up_lost_jobs(cast(Any, SimpleNamespace(app=app)), timestamp=0)

    async_to_sync(take_up)()
    assert states() == {once: "todo"}
    assert regular not in states()
