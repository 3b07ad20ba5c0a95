"""A demo is made anew while it is served; nothing else ever is."""

import os
from pathlib import Path

import psycopg
import pytest

from florence.config import demo_reset
from florence.config.environment import Environment
from tests.faults.test_supervisor import Served, served, wait_until

__all__ = ["served"]


def environment_of(home: Path, **more: str) -> Environment:
    return Environment.from_environ({"FLORENCE_HOME": str(home), **more})


def write_something(served: Served) -> None:
    with psycopg.connect(served.cluster.urls().owner) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS written_by_a_visitor ()")


def is_written(served: Served) -> bool:
    with psycopg.connect(served.cluster.urls().owner) as connection:
        found = connection.execute("SELECT to_regclass('written_by_a_visitor')").fetchone()
    return found != (None,)


def test_it_works(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLORENCE_DEMO", "1")
    with served.serving() as supervisor:
        write_something(served)
        web = served.pid("web")
        environment = environment_of(served.home, FLORENCE_DEMO="1")
        assert demo_reset.can_be_asked(environment)
        demo_reset.ask(environment)
        wait_until(lambda: served.pid("web") != web)
        assert not is_written(served)
        assert not demo_reset.is_asked(environment)
        assert supervisor.poll() is None


def test_outside_a_demo_nothing_is_thrown_away(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLORENCE_DEMO", "")
    with served.serving():
        write_something(served)
        environment = environment_of(served.home)
        assert not demo_reset.can_be_asked(environment)
        demo_reset.ask(environment)
        os.kill(served.pid("worker"), 9)
        killed = served.pid("worker")
        wait_until(lambda: served.pid("worker") != killed)
        assert is_written(served)


def test_without_a_supervisor_it_is_not_offered(tmp_path: Path) -> None:
    assert not demo_reset.can_be_asked(environment_of(tmp_path, FLORENCE_DEMO="1"))
