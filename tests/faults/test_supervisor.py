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
from florence.foundation.postgresql import locks, processes
from florence.foundation.postgresql.cluster import Cluster
from florence.foundation.postgresql.places import lock_file, read_record
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
            wait_until(self.is_quiet, self.left)

    def pid(self, name: str) -> int:
        return int((self.home / f"{name}.pid").read_text())

    def database(self) -> int | None:
        record = read_record(self.home)
        return processes.postmaster_of(Path(record["data"])) if record else None

    def left(self) -> dict[str, str]:
        """What of it still runs, with its state and parent, by name."""
        names = [name for name in ("web", "web-process", "worker") if (self.home / f"{name}.pid").exists()]
        running = {name: self.pid(name) for name in names if is_alive(self.pid(name))}
        if (database := self.database()) is not None:
            running["database"] = database
        return {name: f"{pid} {state_of(pid)}" for name, pid in running.items()}

    def is_quiet(self) -> bool:
        """Whether nothing of it runs any more."""
        return not self.left()


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
    return state_of(pid)[:1] not in ("", "Z")


def state_of(pid: int) -> str:
    """The state of a process and its parent, such as "S 1"; "" when there is none."""
    try:
        return " ".join(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2])
    except OSError:
        return ""


def wait_until(condition: Callable[[], bool], telling: Callable[[], object] = lambda: "") -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, telling()
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


def test_the_database_ends_also_when_the_dead_supervisor_holds_it_a_moment_longer(served: Served) -> None:
    with (
        served.serving() as supervisor,
        locks.held(lock_file(served.home, "users"), patience_s=PATIENCE_S, shared=True),
    ):
        supervisor.kill()
        supervisor.wait()
        wait_until(lambda: set(served.left()) == {"database"})
        time.sleep(1)  # the watchdog has come as far as the lock
        assert set(served.left()) == {"database"}

    assert served.is_quiet()


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
