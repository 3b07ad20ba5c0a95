"""History and log of access can only grow for the application, whichever way it reaches for them."""

import pytest
from django.db import connection

from florence.security.actors import system_actor
from florence.security.models import AccessEvent
from florence.security.scope import scope

pytestmark = pytest.mark.django_db
GROWING = """
SELECT relname, relispartition FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
  AND (relname LIKE '%history' OR relname LIKE 'security\\_accessevent%')
"""
RIGHTS = "SELECT has_table_privilege(current_user, %s::regclass, %s)"


def _may(table: str, right: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, [table, right])
        return bool(cursor.fetchone()[0])


def _growing() -> list[tuple[str, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(GROWING)
        return list(cursor.fetchall())


def test_it_works() -> None:
    """An event is written and read through the whole."""
    with scope(system_actor("test"), "config.rotate_keys"):
        assert AccessEvent.objects.count() == 0
    assert len(_growing()) > 20


@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
def test_history_and_log_cannot_be_changed(right: str) -> None:
    assert [table for table, _ in _growing() if _may(table, right)] == []


@pytest.mark.parametrize("right", ["SELECT", "INSERT", "UPDATE", "DELETE"])
def test_a_part_of_the_log_is_reached_through_the_whole_alone(right: str) -> None:
    parts = [table for table, is_part in _growing() if is_part]
    assert len(parts) >= 8
    assert [table for table in parts if _may(table, right)] == []


def test_a_month_that_is_made_later_is_closed_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT security_make_months(9)")
        assert cursor.fetchone()[0] > 0
    assert [table for table, is_part in _growing() if is_part and _may(table, "SELECT")] == []


@pytest.mark.parametrize("right", ["DELETE", "TRUNCATE"])
def test_who_made_a_change_cannot_be_forgotten(right: str) -> None:
    assert not _may("pghistory_context", right)
