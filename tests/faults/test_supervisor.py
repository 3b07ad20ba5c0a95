"""`florence serve`: everything starts, dies and ends together."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from florence.config.readiness import answers
from florence.foundation.postgresql import processes
from florence.foundation.postgresql.cluster import Cluster
from florence.foundation.postgresql.places import read_record
from tests.faults.folders import reachable_folder

PATIENCE_S = 30


class Served:
    """One home with a supervisor over stand-ins."""

    def __init__(self, home: Path, port: int) -> None:
        self.home = home
        self.port = port
        self.cluster = Cluster(home)

    def serve(self) -> "subprocess.Popen[str]":
        """Start the supervisor."""
        environ = {**os.environ, "FLORENCE_HOME": str(self.home), "FLORENCE_PORT": str(self.port)}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults.stand_ins", "serve"],
            env=environ,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    @contextmanager
    def serving(self) -> Iterator["subprocess.Popen[str]"]:
        """A supervisor that is ready, and killed at the end should it still run."""
        process = self.serve()
        try:
            assert process.stdout is not None
            assert any(f"ready: http://localhost:{self.port}" in line for line in process.stdout)
            yield process
        finally:
            process.kill()
            process.communicate()
            wait_until(self.is_quiet)

    def pid(self, name: str) -> int:
        return int((self.home / f"{name}.pid").read_text())

    def database(self) -> int | None:
        record = read_record(self.home)
        return processes.postmaster_of(Path(record["data"])) if record else None

    def is_quiet(self) -> bool:
        """Whether nothing of it runs any more."""
        names = [name for name in ("web", "web-process", "worker") if (self.home / f"{name}.pid").exists()]
        return self.database() is None and not any(is_alive(self.pid(name)) for name in names)


@pytest.fixture
def served() -> Iterator[Served]:
    folder = reachable_folder()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    served = Served(folder / "home", port)
    yield served
    served.cluster.erase()
    shutil.rmtree(folder)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_works_and_ends_when_asked(served: Served, number: signal.Signals) -> None:
    with served.serving() as supervisor:
        supervisor.send_signal(number)
        said, _ = supervisor.communicate(timeout=PATIENCE_S)

    assert supervisor.returncode == 0
    assert "Stopping …" in said
    assert served.is_quiet()


@pytest.mark.parametrize("name", ["worker", "web", "web-process"])
def test_a_killed_child_is_started_again(served: Served, name: str) -> None:
    with served.serving() as supervisor:
        killed = served.pid(name)
        os.kill(killed, signal.SIGKILL)

        wait_until(lambda: served.pid(name) != killed and is_alive(served.pid(name)))
        wait_until(lambda: answers("127.0.0.1", served.port))
        assert supervisor.poll() is None


def test_a_killed_database_is_started_again(served: Served) -> None:
    with served.serving() as supervisor:
        killed = served.database()
        assert killed is not None
        os.kill(killed, signal.SIGKILL)

        wait_until(lambda: served.database() not in (None, killed) and served.cluster.is_running())
        assert supervisor.poll() is None


def test_a_killed_supervisor_takes_everything_with_it(served: Served) -> None:
    with served.serving() as supervisor:
        supervisor.kill()

        wait_until(served.is_quiet)
    with served.serving():
        pass  # and nothing stands in the way of the next


def test_a_second_one_on_the_same_home_says_so(served: Served) -> None:
    with served.serving() as first:
        said, _ = served.serve().communicate(timeout=PATIENCE_S)

        assert f"Florence already runs on {served.home}" in said
        assert first.poll() is None
        assert answers("127.0.0.1", served.port)


def test_a_taken_port_is_told(served: Served) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", served.port))
        taken.listen()
        said, _ = served.serve().communicate(timeout=PATIENCE_S)

    assert "FLORENCE_PORT cannot be used" in said
    assert served.is_quiet()


def test_a_failed_migration_ends_it_with_the_reason(served: Served) -> None:
    served.home.mkdir(mode=0o711)
    (served.home / "migration-fails").touch()
    supervisor = served.serve()
    said, _ = supervisor.communicate(timeout=PATIENCE_S)

    assert supervisor.returncode == 1
    assert "“florence migrate” failed: ValueError: the migration of the test fails" in said
    assert served.is_quiet()
