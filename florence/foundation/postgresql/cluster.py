"""The cluster of one home: made, started, repaired and stopped."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from florence.foundation.postgresql import locks, processes
from florence.foundation.postgresql.binaries import Binaries, find_binaries
from florence.foundation.postgresql.configuration import SERVER_ROLE, log_files, write_configuration
from florence.foundation.postgresql.places import (
    SOCKET_FILE,
    Places,
    forget_places,
    lock_file,
    make_home,
    prepare_places,
    reachable_programs,
    read_record,
    record_places,
)
from florence.foundation.postgresql.problems import DatabaseProblem
from florence.foundation.postgresql.roles import Login, Logins, grant_connect, prepare_database

DATABASE = "florence"
ROLE_NAMES = {"application": "florence_app", "owner": "florence_owner", "backup": "florence_backup"}
STOP_SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
StopMode = Literal["smart", "fast", "immediate"]

PATIENCE_S = 600.0
"""How long crash recovery may take: replaying a gigabyte of log on a slow disk takes minutes."""
GRACE_FOR_ORPHANS_S = 5.0
"""Workers of a killed server end by themselves within this time, unless they are stuck."""

_children: list[subprocess.Popen[bytes]] = []  # kept, so that a server which ends before us is reaped


@dataclass(frozen=True)
class Urls:
    """Connection strings of the three roles of one database."""

    application: str
    owner: str
    backup: str


class Cluster:
    """The PostgreSQL of one home folder. Several objects, in any process, may stand for the same home."""

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()

    def ensure_running(self) -> Urls:
        """Make the cluster if there is none, start it unless it runs, and say how to connect.

        A second caller waits for the first. Leftovers of killed servers are cleared away.
        Raises DatabaseProblem, which says what to do.
        """
        if self.is_running():
            return self.urls()
        places = self._prepare()
        with locks.held(places.lock("start"), patience_s=PATIENCE_S):
            if not self.is_running():
                self._create_and_start(places)
        return self.urls()

    @contextmanager
    def running(self) -> Iterator[Urls]:
        """Keep the server running within the block; the last program to leave its block stops the server."""
        make_home(self.home)
        with locks.held(lock_file(self.home, "users"), patience_s=PATIENCE_S, shared=True) as users:
            try:
                yield self.ensure_running()
            finally:
                if locks.take(users):
                    self.stop()

    def is_running(self) -> bool:
        """Whether the server answers on its socket."""
        record = read_record(self.home)
        return record is not None and _ping(Path(record["sockets"])) is Ping.OK

    def urls(self, database: str = DATABASE) -> Urls:
        """How to connect as each of the three roles. Raises DatabaseProblem before the first start."""
        record = read_record(self.home)
        if record is None:
            raise DatabaseProblem(
                f"There is no database in {self.home} yet. Run “florence serve” or “florence migrate” first."
            )
        return Urls(
            **{
                kind: make_conninfo(
                    host=record["sockets"], user=name, password=record["passwords"][kind], dbname=database
                )
                for kind, name in ROLE_NAMES.items()
            }
        )

    def server_url(self, database: str = "postgres") -> str:
        """How the user who runs Florence connects as superuser: for preparing, for tests and for drills."""
        return make_conninfo(host=str(self._prepare().sockets), user=SERVER_ROLE, dbname=database)

    def version(self) -> str:
        """The version that the running server reports, such as "18.6"."""
        with psycopg.connect(self.server_url()) as connection:
            return str(connection.execute("SHOW server_version").fetchone()[0])  # type: ignore[index]

    def create_database(self, name: str, *, template: str = DATABASE) -> Urls:
        """Copy a database that nobody is connected to; rights to connect are those of the original."""
        with psycopg.connect(self.server_url(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                    sql.Identifier(name), sql.Identifier(template), sql.Identifier(ROLE_NAMES["owner"])
                )
            )
            grant_connect(connection, name, self._logins())
        return self.urls(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, ending whoever is connected to it; a missing one is no error."""
        with psycopg.connect(self.server_url(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def make_database_anew(self) -> None:
        """Put an empty database in the place of the one there is, whoever is connected to it. There is no way back."""
        self.drop_database(DATABASE)
        prepare_database(self.server_url(), DATABASE, self._logins())

    def stop(self, mode: StopMode = "fast", patience_s: float = 60.0) -> None:
        """End the server and wait until its last process is gone; a stopped one is no error.

        Raises DatabaseProblem when it has not ended within `patience_s` seconds.
        """
        places = self._prepare()
        with locks.held(places.lock("start"), patience_s=PATIENCE_S):
            pid = processes.postmaster_of(places.data)
            if pid is not None:
                os.kill(pid, STOP_SIGNALS[mode])
            with locks.held(places.lock("server"), patience_s=patience_s):
                _reap(pid)

    def erase(self) -> None:
        """End the server and delete its data for good; the home itself stays. For tests and drills."""
        places = self._prepare()
        self.stop("immediate")
        for folder in (places.data, places.sockets, places.data.parent / "programs"):
            shutil.rmtree(folder, ignore_errors=True)
        forget_places(places)

    def _prepare(self) -> Places:
        make_home(self.home)
        with locks.held(lock_file(self.home, "places"), patience_s=PATIENCE_S):
            return prepare_places(self.home)

    def _logins(self) -> Logins:
        passwords = self._prepare().passwords
        return Logins(**{kind: Login(name, passwords[kind]) for kind, name in ROLE_NAMES.items()})

    def _create_and_start(self, places: Places) -> None:
        binaries = _binaries_for(places)
        if not places.data.exists():
            _refuse_lost_data(places)
            _initialise(places, binaries)
        record_places(replace(places, made=True))
        descriptor = locks.open_lock(places.lock("server"))
        try:
            if _wait_for_predecessor(places, descriptor):
                _clear_leftovers(places)
                write_configuration(places)
                _wait_until_ready(places, _spawn(places, binaries, descriptor))
        finally:
            os.close(descriptor)
        prepare_database(self.server_url(), DATABASE, self._logins())


def _ping(sockets: Path) -> Ping:
    """What pg_isready asks, without a process of its own."""
    return Ping(PGconn.ping(make_conninfo(host=str(sockets), dbname="postgres", connect_timeout=5).encode()))


def _binaries_for(places: Places) -> Binaries:
    version_file = places.data / "PG_VERSION"
    binaries = find_binaries(int(version_file.read_text()) if version_file.exists() else None)
    return Binaries(reachable_programs(binaries.folder, places), binaries.major)


def _refuse_lost_data(places: Places) -> None:
    """A folder that has gone is not made anew: people would find an empty hospital and begin to fill it."""
    if places.made:
        raise DatabaseProblem(
            f"The database folder {places.data} is gone. Connect its disk or restore a backup; "
            f"to begin with an empty one, delete {places.home / 'database.json'}."
        )


def _initialise(places: Places, binaries: Binaries) -> None:
    """Make the data folder under another name first: a half-made one is never taken for a database."""
    unfinished = places.data.with_name("postgresql.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    places.user.own(unfinished)
    made = _run_initdb(places, binaries, unfinished, "C.UTF-8")
    if made.returncode != 0:  # a C library without C.UTF-8
        made = _run_initdb(places, binaries, unfinished, "C")
    if made.returncode != 0:
        raise DatabaseProblem(
            f"PostgreSQL could not make its data folder {places.data}: {made.stderr.strip()[-500:]}"
        )
    unfinished.rename(places.data)


def _run_initdb(
    places: Places, binaries: Binaries, data: Path, locale: str
) -> subprocess.CompletedProcess[str]:
    command = [
        binaries.program("initdb"),
        f"--pgdata={data}",
        f"--username={SERVER_ROLE}",
        "--auth=peer",
        "--encoding=UTF8",
        # The built-in provider sorts alike everywhere; the C library's locale tells letters in pg_trgm.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        f"--locale={locale}",
        "--data-checksums",
        "--no-instructions",
    ]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd="/",
        env=_environment(),
        check=False,
        **places.user.privileges(),
    )


def _wait_for_predecessor(places: Places, descriptor: int) -> bool:
    """Take the lock that a server and its workers hold while they live; False when it answers meanwhile."""
    began = time.monotonic()
    while not locks.take(descriptor):
        if _ping(places.sockets) is Ping.OK:
            return False
        waited = time.monotonic() - began
        if waited > GRACE_FOR_ORPHANS_S and processes.postmaster_of(places.data) is None:
            processes.kill_all(processes.processes_of(places.data))
        if waited > PATIENCE_S:
            raise DatabaseProblem(
                f"The server in {places.data} neither answers nor ends. End its processes and try again."
            )
        _reap()
        time.sleep(locks.PAUSE_S)
    return True


def _clear_leftovers(places: Places) -> None:
    """Remove lock files of a dead server. Called while holding the server's lock: no process of it is alive.

    PostgreSQL itself would believe a pid file whose number belongs to a zombie or to another program.
    """
    for path in (
        places.data / "postmaster.pid",
        places.sockets / SOCKET_FILE,
        places.sockets / f"{SOCKET_FILE}.lock",
    ):
        path.unlink(missing_ok=True)


def _spawn(places: Places, binaries: Binaries, descriptor: int) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own; it inherits the lock, which thus lasts while it lives."""
    with places.output.open("wb") as output:
        child = subprocess.Popen(
            [binaries.program("postgres"), "-D", str(places.data)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=_environment(),
            umask=0o077,
            start_new_session=True,
            pass_fds=[descriptor],
            **places.user.privileges(),
        )
    _children.append(child)
    return child


def _wait_until_ready(places: Places, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while _ping(places.sockets) is not Ping.OK:
        if child.poll() is not None or time.monotonic() > deadline:
            raise DatabaseProblem(
                f"PostgreSQL did not start. Check the free disk space and the rights of {places.data}; "
                f"its last words: {_last_words(places)}"
            )
        time.sleep(locks.PAUSE_S)


def _last_words(places: Places) -> str:
    written = "".join(
        path.read_text(errors="replace") for path in (places.output, *log_files(places.data)[-1:])
    )
    return " / ".join(written.strip().splitlines()[-5:]) or "none"


def _environment() -> dict[str, str]:
    """Nothing of the caller's environment but the path: PG… variables and locales would change the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _reap(ended: int | None = None) -> None:
    """Take note of ended servers, so that none stays behind as a zombie; wait for `ended`, if it is ours."""
    for child in _children:
        if child.pid == ended:
            child.wait()
    _children[:] = [child for child in _children if child.poll() is None]
