"""A whole Florence, as `florence serve` runs it, on a home of its own, to be broken."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from florence.config.readiness import answers
from florence.foundation.postgresql import processes
from florence.foundation.postgresql.cluster import Cluster
from florence.foundation.postgresql.places import read_record
from tests.faults import people
from tests.faults.folders import reachable_folder

READY_WITHIN_S = 120
WEB_PROCESSES = 2
ANSWERS_IN_A_ROW = 12
COMMAND = [sys.executable, "-m", "florence.config.command"]
WEB, WORKER, DATABASE = "web", "worker", "database"


class House:
    """One running Florence: where it answers, and how to kill its parts."""

    def __init__(self, home: Path, port: int) -> None:
        self.home = home
        self.port = port
        self.cluster = Cluster(home)
        self.said: list[str] = []
        self._serve: subprocess.Popen[str] | None = None

    @property
    def environ(self) -> dict[str, str]:
        """What its processes are started with: nothing of the tests' own Florence."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("FLORENCE_", "COV"))
        }
        return kept | {"FLORENCE_HOME": str(self.home), "FLORENCE_PORT": str(self.port)}

    @property
    def patients(self) -> list[str]:
        """The ids of its patients."""
        found: list[str] = json.loads((self.home / people.FILE).read_text())
        return found

    def fill(self) -> None:
        """Make the tables and the people."""
        for command in ([*COMMAND, "migrate"], [sys.executable, "-m", "tests.faults.people"]):
            done = subprocess.run(command, env=self.environ, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr

    def serve(self) -> None:
        """Start it and wait until it answers."""
        self._serve = subprocess.Popen(
            [*COMMAND, "serve"],
            env=self.environ,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        threading.Thread(target=self._listen, args=[self._serve], daemon=True).start()
        self.wait_until(lambda: answers("127.0.0.1", self.port), READY_WITHIN_S)

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self.said.extend(process.stdout)

    def end(self) -> None:
        """Stop it, the hard way if need be."""
        if self._serve is None:
            return
        self._serve.terminate()
        try:
            self._serve.wait(60)
        except subprocess.TimeoutExpired:
            self._serve.kill()
            self._serve.wait()

    def processes_of(self, kind: str) -> list[int]:
        """The processes of web, worker or database that run now."""
        if kind == DATABASE:
            record = read_record(self.home)
            return processes.processes_of(Path(record["data"])) if record else []
        assert self._serve is not None
        heads = [pid for pid in _children(self._serve.pid) if kind in _words(pid)]
        return [each for head in heads for each in [head, *_descendants(head)]]

    def kill(self, kind: str, chance: random.Random) -> bool:
        """Kill one process of a kind: as often the first of them, which takes the others along, as any other."""
        running = self.processes_of(kind)
        if not running:
            return False
        head = self.postmaster() if kind == DATABASE else running[0]
        victim = head if head and chance.random() < 0.5 else chance.choice(running)
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def web_is_whole(self) -> bool:
        """Whether web has all its processes, and each of them answers, as many answers in a row show."""
        has_all = len(self.processes_of(WEB)) > WEB_PROCESSES
        return has_all and all(answers("127.0.0.1", self.port) for _ in range(ANSWERS_IN_A_ROW))

    def postmaster(self) -> int | None:
        """The first process of the database."""
        record = read_record(self.home)
        return processes.postmaster_of(Path(record["data"])) if record else None

    @contextmanager
    def database_out_of_reach(self) -> Iterator[None]:
        """Cut every connection to the database and let nobody make a new one; it goes on, and so does recovery."""
        record = read_record(self.home)
        assert record is not None
        sockets = Path(record["sockets"])
        elsewhere = sockets.with_name(f"{sockets.name}.away")
        sockets.rename(elsewhere)
        try:
            reached = self.cluster.server_url("postgres").replace(str(sockets), str(elsewhere))
            with psycopg.connect(reached, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
            yield
        finally:
            if sockets.exists():
                sockets.rmdir()
            elsewhere.rename(sockets)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What a question finds, whoever may see it."""
        with psycopg.connect(self.cluster.server_url("florence")) as connection:
            return connection.execute(query.encode()).fetchall()

    def run(self, statements: str) -> None:
        """Change the database behind Florence's back."""
        with psycopg.connect(self.cluster.server_url("florence")) as connection:
            connection.execute(statements.encode())

    def web_log(self) -> str:
        """What web has said."""
        return (self.home / "logs" / "web.log").read_text(errors="replace")

    def wait_until(self, condition: Callable[[], bool], within_s: float) -> None:
        """Wait for something; AssertionError with what the server said when it does not come."""
        deadline = time.monotonic() + within_s
        while not condition():
            assert time.monotonic() < deadline, "".join(self.said[-20:])
            time.sleep(0.05)


@contextmanager
def house(place: Path | None = None) -> Iterator[House]:
    """A filled house that serves until the block ends, in a folder of its own unless a place is given."""
    folder = place or reachable_folder()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = House(folder / "home", port)
    try:
        made.fill()
        made.serve()
        yield made
    finally:
        made.end()
        made.cluster.erase()
        shutil.rmtree(made.home if place else folder, ignore_errors=True)


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["Z", "0"]


def _words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def _children(pid: int) -> list[int]:
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [each for each in numbers if (found := _stat(each))[1] == str(pid) and found[0] != "Z"]


def _descendants(pid: int) -> list[int]:
    return [each for child in _children(pid) for each in [child, *_descendants(child)]]
