"""A demo is made anew while it is served; nothing else ever is."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from florence.config import demo_reset
from florence.config.demo.names import MARK
from florence.config.demo_refusal import refuse_hospital
from florence.config.environment import Environment
from florence.foundation.postgresql.cluster import Urls
from florence.foundation.postgresql.problems import DatabaseProblem
from florence.hospital.models import Setting
from florence.security.models import Account
from florence.security.scope import scope
from florence.security.tests import cast
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


def florence(served: Served, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The real command on the home, run to its end."""
    environ = {
        **os.environ,
        "FLORENCE_HOME": str(served.home),
        "FLORENCE_PORT": str(served.port),
        "FLORENCE_DEMO": "",
        "FLORENCE_ADMIN_PASSWORD": "a long pass phrase for tests",
    }
    command = [sys.executable, "-m", "florence.config.command", *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=120)


def test_a_real_hospital_never_becomes_a_demo(served: Served) -> None:
    assert florence(served, "migrate").returncode == 0
    assert florence(served, "createadmin", "head@hospital.example", "The head").returncode == 0
    checkpoints = (served.home / "checkpoints.jsonl").exists()

    for arguments in (("--demo", "--reset"), ("--demo",)):
        refused = florence(served, "serve", *arguments)
        assert refused.returncode == 1
        assert "holds a hospital and no demo" in refused.stdout + refused.stderr

    (served.home / demo_reset.ASKED).touch()
    assert "holds a hospital and no demo" in florence(served, "serve", "--demo").stderr
    assert not (served.home / demo_reset.ASKED).exists()
    assert (served.home / "checkpoints.jsonl").exists() == checkpoints
    with served.cluster.running() as urls, psycopg.connect(urls.owner) as connection:
        connection.execute("SELECT set_config('app.reach', 'system', true)")
        assert connection.execute("SELECT email FROM security_account").fetchall() == [
            ("head@hospital.example",)
        ]
        assert connection.execute(
            "SELECT count(*) FROM hospital_setting WHERE name = 'demo-hospital'"
        ).fetchone() == (0,)


def test_a_demo_holds_no_hospital_even_with_accounts_that_visitors_made(own_database: Urls) -> None:
    refuse_hospital(own_database.owner)
    made = cast.account("demo", cast.role("demo"))
    Account.objects.filter(id=made.id).update(is_demo=True)
    refuse_hospital(own_database.owner)
    cast.account("visitor", cast.role("visitor"))
    with pytest.raises(DatabaseProblem, match="holds a hospital"):
        refuse_hospital(own_database.owner)
    with scope(cast.SYSTEM, "mark"):
        Setting.objects.create(name=MARK, value={})
    refuse_hospital(own_database.owner)
