"""The two servers beside each other, and how much processor time each has used together with the database."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.homes import environ_of
from bench.processor import parent_of, tree, used_by
from florence.foundation.postgresql.cluster import Cluster

READY_WITHIN_S = 120.0
BARE = "bare"


class NotReady(Exception):
    """A server did not answer in time."""


@dataclass(frozen=True)
class Server:
    """A running web server and the database behind it."""

    port: int
    process: int
    database: int

    def processor_seconds(self) -> float:
        """What both have used since they were started."""
        return used_by([*tree(self.process), *tree(self.database)], with_ended=[self.database])


@contextmanager
def florence(home: Path, port: int) -> Iterator[Server]:
    """Florence's web server with two processes, on a filled home whose database runs."""
    command = [sys.executable, "-m", "florence.config.command", "web", "--processes", "2"]
    with _running(command, environ_of(home, port), home / "bench-web.log", port, "/healthz") as process:
        yield Server(port, process, _database_of(home))


@contextmanager
def bare(home: Path, port: int, patients: int) -> Iterator[Server]:
    """The bare site on the same PostgreSQL, filled with the same patients."""
    environ = environ_of(home, port) | {
        "DJANGO_SETTINGS_MODULE": "bench.bare.settings",
        "BARE_DATABASE": _bare_database(home),
    }
    subprocess.run([sys.executable, "-m", "bench.bare.filling", str(patients)], env=environ, check=True)
    command = [sys.executable, "-m", "bench.bare.serving", str(port)]
    with _running(command, environ, home / "bench-bare.log", port, "/login/") as process:
        yield Server(port, process, _database_of(home))


def settle(home: Path) -> None:
    """Do the database's housekeeping after filling, so that it does not happen while measuring."""
    cluster = Cluster(home)
    for database in ("florence", BARE):
        with psycopg.connect(cluster.server_url(database), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")


def _bare_database(home: Path) -> str:
    cluster = Cluster(home)
    with psycopg.connect(cluster.server_url(), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [BARE]).fetchone()
    if not known:
        cluster.create_database(BARE, template="template1")
        with psycopg.connect(cluster.server_url(BARE), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    return cluster.urls(BARE).owner


def _database_of(home: Path) -> int:
    with psycopg.connect(Cluster(home).urls().application) as connection:
        return parent_of(connection.info.backend_pid)


@contextmanager
def _running(command: list[str], environ: dict[str, str], log: Path, port: int, path: str) -> Iterator[int]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environ, stdout=output, stderr=output)
    try:
        _wait_until_ready(process, log, port, path)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_ready(process: "subprocess.Popen[bytes]", log: Path, port: int, path: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path, headers={"Host": "localhost"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise NotReady(f"The server did not start; its log is {log}")
