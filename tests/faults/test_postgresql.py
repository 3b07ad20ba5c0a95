"""The embedded server: made and found again, and alive after whatever is done to it."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from florence.foundation.postgresql import processes
from florence.foundation.postgresql.binaries import find_binaries, parse_major
from florence.foundation.postgresql.checks import check_application_role, check_server, refuse_old_version
from florence.foundation.postgresql.cluster import Cluster
from florence.foundation.postgresql.configuration import log_files
from florence.foundation.postgresql.places import LONGEST_SOCKET_PATH, read_record
from florence.foundation.postgresql.problems import DatabaseProblem, DatabaseTooOld
from tests.faults.folders import reachable_folder

MARK = "Okonkwo"


@pytest.fixture
def table(cluster: Cluster) -> Iterator[str]:
    """A table of the owner with one acknowledged row."""
    execute(cluster.ensure_running().owner, "CREATE TABLE kept AS SELECT 1 AS number")
    yield "kept"
    execute(cluster.ensure_running().owner, "DROP TABLE kept")


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def data_of(cluster: Cluster) -> Path:
    record = read_record(cluster.home)
    assert record is not None
    return Path(record["data"])


def postmaster(cluster: Cluster) -> int:
    pid = processes.postmaster_of(data_of(cluster))
    assert pid is not None
    return pid


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_it_works(cluster: Cluster) -> None:
    urls = cluster.ensure_running()

    assert execute(urls.application, "SELECT current_user::text") == [("florence_app",)]
    assert execute(urls.owner, "SELECT current_user::text") == [("florence_owner",)]
    assert execute(urls.backup, "SELECT current_user::text") == [("florence_backup",)]
    assert int(cluster.version().split(".")[0]) >= 18
    check_server(urls.application)
    check_application_role(urls.application)


def test_a_second_start_finds_it_running(cluster: Cluster) -> None:
    first = cluster.ensure_running()
    before = postmaster(cluster)

    assert Cluster(cluster.home).ensure_running() == first
    assert postmaster(cluster) == before


def test_it_stops_and_starts_again(cluster: Cluster, table: str) -> None:
    cluster.stop()
    assert not cluster.is_running()
    assert processes.processes_of(data_of(cluster)) == []
    cluster.stop()  # nothing to do

    assert execute(cluster.ensure_running().application, f"SELECT number FROM {table}") == [(1,)]


def test_it_starts_after_kill_9_of_the_server(cluster: Cluster, table: str) -> None:
    os.kill(postmaster(cluster), signal.SIGKILL)
    wait_until(lambda: not cluster.is_running())

    assert execute(cluster.ensure_running().application, f"SELECT number FROM {table}") == [(1,)]


def test_it_starts_while_a_worker_of_the_killed_server_is_stuck(cluster: Cluster, table: str) -> None:
    with psycopg.connect(cluster.urls().owner) as connection:
        worker = connection.info.backend_pid
        killed = postmaster(cluster)
        os.kill(worker, signal.SIGSTOP)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: not cluster.is_running())

        assert execute(cluster.ensure_running().application, f"SELECT number FROM {table}") == [(1,)]
        assert worker not in processes.processes_of(data_of(cluster))


def test_it_recovers_from_kill_9_of_one_worker(cluster: Cluster, table: str) -> None:
    with psycopg.connect(cluster.urls().application) as connection:
        os.kill(connection.info.backend_pid, signal.SIGKILL)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")

    assert execute(cluster.ensure_running().application, f"SELECT number FROM {table}") == [(1,)]


def test_a_pid_file_that_names_another_process_is_not_believed(cluster: Cluster, table: str) -> None:
    pid_file = data_of(cluster) / "postmaster.pid"
    text = pid_file.read_text()
    cluster.stop()
    pid_file.write_text(text.replace(text.split()[0], str(os.getpid()), 1))

    assert execute(cluster.ensure_running().application, f"SELECT number FROM {table}") == [(1,)]


def test_a_zombie_in_the_pid_file_is_not_believed(cluster: Cluster, table: str) -> None:
    pid_file = data_of(cluster) / "postmaster.pid"
    text = pid_file.read_text()
    cluster.stop()
    with subprocess.Popen(["true"]) as zombie:
        wait_until(lambda: Path(f"/proc/{zombie.pid}/stat").read_text().split()[2] == "Z")
        pid_file.write_text(text.replace(text.split()[0], str(zombie.pid), 1))

        assert execute(cluster.ensure_running().application, f"SELECT number FROM {table}") == [(1,)]


def test_of_two_starters_at_once_the_second_finds_it_running(cluster: Cluster) -> None:
    cluster.ensure_running()
    cluster.stop()
    start = f"from pathlib import Path; from florence.foundation.postgresql.cluster import Cluster; \
        Cluster(Path({str(cluster.home)!r})).ensure_running()"
    starters = [subprocess.Popen([sys.executable, "-c", start]) for _ in range(2)]

    assert [starter.wait(60) for starter in starters] == [0, 0]
    assert len(list(data_of(cluster).glob("postmaster.pid"))) == 1
    assert execute(cluster.urls().application, "SELECT 1") == [(1,)]


def test_threads_that_start_at_once_get_one_server(cluster: Cluster) -> None:
    cluster.ensure_running()
    cluster.stop()
    threads = [threading.Thread(target=Cluster(cluster.home).ensure_running) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert cluster.is_running()


def test_the_last_program_stops_the_server(cluster: Cluster) -> None:
    with cluster.running():
        with Cluster(cluster.home).running():
            pass
        assert cluster.is_running()
    assert not cluster.is_running()


def test_a_half_made_data_folder_is_made_anew() -> None:
    folder = reachable_folder()
    cluster = Cluster(folder / "home")
    half_made = folder / "home" / "postgresql.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")

    assert execute(cluster.ensure_running().application, "SELECT 1") == [(1,)]
    cluster.erase()
    shutil.rmtree(folder)


def test_data_that_are_gone_are_not_replaced_by_an_empty_database() -> None:
    folder = reachable_folder()
    cluster = Cluster(folder / "home")
    cluster.ensure_running()
    cluster.stop()
    data_of(cluster).rename(folder / "elsewhere")

    with pytest.raises(DatabaseProblem, match="is gone"):
        cluster.ensure_running()
    assert not data_of(cluster).exists()
    (folder / "elsewhere").rename(data_of(cluster))
    assert execute(cluster.ensure_running().application, "SELECT 1") == [(1,)]
    cluster.erase()
    shutil.rmtree(folder)


def test_a_long_path_gets_a_short_private_socket_folder() -> None:
    folder = reachable_folder()
    cluster = Cluster(folder / ("a long name " * 6).strip() / ("and a longer one " * 5).strip())
    urls = cluster.ensure_running()
    record = read_record(cluster.home)
    assert record is not None
    sockets = Path(record["sockets"])

    assert execute(urls.application, "SELECT 1") == [(1,)]
    assert len(os.fsencode(sockets)) < LONGEST_SOCKET_PATH - 20
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    cluster.stop()
    shutil.rmtree(sockets)  # as a sweeper of /tmp does
    assert execute(cluster.ensure_running().application, "SELECT 1") == [(1,)]
    cluster.erase()
    shutil.rmtree(folder)


def test_no_folder_above_is_opened_and_root_keeps_data_where_the_server_reaches_them() -> None:
    folder = reachable_folder()
    folder.chmod(0o700)
    cluster = Cluster(folder / "home")

    assert execute(cluster.ensure_running().application, "SELECT 1") == [(1,)]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    base = data_of(cluster).parent
    assert base.parent == Path("/var/lib") if os.geteuid() == 0 else base == cluster.home
    cluster.erase()
    assert not (base / "postgresql").exists()
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (number int)",
        "CREATE SCHEMA mine",
        "TRUNCATE kept",
        "DROP TABLE kept",
        "ALTER TABLE kept ADD COLUMN more int",
        "CREATE ROLE friend",
        "SET ROLE florence_owner",
        "ALTER ROLE florence_app BYPASSRLS",
    ],
)
def test_the_application_may_not(cluster: Cluster, table: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        execute(cluster.urls().application, statement)
    assert execute(cluster.urls().owner, f"SELECT * FROM {table}") == [(1,)]


def test_the_application_writes_rows_of_tables_made_later(cluster: Cluster, table: str) -> None:
    execute(cluster.urls().application, f"INSERT INTO {table} VALUES (2)")

    assert execute(cluster.urls().application, f"SELECT count(*) FROM {table}") == [(2,)]


def test_the_backup_role_reads_past_policies(cluster: Cluster, table: str) -> None:
    for statement in ("ENABLE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY"):
        execute(cluster.urls().owner, f"ALTER TABLE {table} {statement}")

    assert execute(cluster.urls().backup, f"SELECT number FROM {table}") == [(1,)]
    assert execute(cluster.urls().application, f"SELECT number FROM {table}") == []
    assert execute(cluster.urls().owner, f"SELECT number FROM {table}") == []


def test_the_backup_role_writes_nothing(cluster: Cluster, table: str) -> None:
    with psycopg.connect(cluster.urls().backup, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"INSERT INTO {table} VALUES (2)")
    assert execute(cluster.urls().owner, f"SELECT * FROM {table}") == [(1,)]


def test_a_wrong_password_is_refused(cluster: Cluster) -> None:
    url = psycopg.conninfo.make_conninfo(cluster.ensure_running().owner, password="guessed")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        execute(url, "SELECT 1")


def test_a_copy_of_the_database_has_its_rows_and_its_own_life(cluster: Cluster, table: str) -> None:
    urls = cluster.create_database("florence_copy")

    execute(urls.application, f"UPDATE {table} SET number = 5")
    assert execute(urls.backup, f"SELECT number FROM {table}") == [(5,)]
    assert execute(cluster.urls().application, f"SELECT number FROM {table}") == [(1,)]
    cluster.drop_database("florence_copy")
    cluster.drop_database("florence_copy")  # nothing to do


def test_the_owner_of_tables_is_refused_as_application(cluster: Cluster, table: str) -> None:
    with pytest.raises(DatabaseProblem, match="owns tables"):
        check_application_role(cluster.urls().owner)


@pytest.mark.parametrize("role", ["backup", "server"])
def test_a_role_that_passes_policies_is_refused_as_application(cluster: Cluster, role: str) -> None:
    cluster.ensure_running()
    url = cluster.server_url() if role == "server" else cluster.urls().backup
    with pytest.raises(DatabaseProblem, match="row policies"):
        check_application_role(url)


def test_files_are_closed_to_others(cluster: Cluster) -> None:
    cluster.ensure_running()
    record = read_record(cluster.home)
    assert record is not None
    for path in (cluster.home / "database.json", Path(record["data"]), Path(record["sockets"])):
        assert path.stat().st_mode & 0o077 == 0, path
    assert stat.S_IMODE(cluster.home.stat().st_mode) in (0o700, 0o711)


def test_no_tcp_port_is_open(cluster: Cluster) -> None:
    cluster.ensure_running()

    assert execute(cluster.server_url(), "SHOW listen_addresses") == [("",)]


def test_r9_values_of_statements_do_not_reach_the_log(cluster: Cluster, table: str) -> None:
    execute(cluster.urls().owner, f"ALTER TABLE {table} ADD name text UNIQUE")
    for statement in (
        f"INSERT INTO {table} (name) VALUES ('{MARK}'), ('{MARK}')",
        f"SELECT '{MARK}'::date",
        f"SELECT {MARK} FROM {table}",
        f"DO $$ BEGIN RAISE '{MARK}'; END $$",
    ):
        with pytest.raises(psycopg.Error):
            execute(cluster.urls().application, statement)
    with psycopg.connect(cluster.urls().application) as connection, pytest.raises(psycopg.Error):
        connection.execute("SELECT %s::date", [MARK])

    written = "".join(path.read_text() for path in log_files(data_of(cluster)))
    assert "database system is ready" in written
    assert MARK.lower() not in written.lower()


@pytest.mark.parametrize(
    ("line", "major"),
    [
        ("postgres (PostgreSQL) 18.6", 18),
        ("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)", 15),
        ("postgres (PostgreSQL) 19beta1", 19),
    ],
)
def test_versions_are_read(line: str, major: int) -> None:
    assert parse_major(line) == major


def test_what_is_no_postgresql_is_refused() -> None:
    with pytest.raises(DatabaseProblem, match="Is the program on PATH the right one"):
        parse_major("mysqld 8.0")


def test_an_older_server_is_refused_by_name() -> None:
    with pytest.raises(DatabaseTooOld, match=r"PostgreSQL 15\.14; Florence needs 18 or newer"):
        refuse_old_version(150014, "15.14")
    refuse_old_version(180000, "18.0")


def test_a_server_out_of_reach_is_told() -> None:
    with pytest.raises(DatabaseProblem, match="cannot be reached"):
        check_server("host=/nowhere user=nobody dbname=florence")


def test_data_of_another_version_are_not_touched() -> None:
    with pytest.raises(DatabaseProblem, match="made by PostgreSQL 99"):
        find_binaries(99)


def test_older_programs_on_the_path_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("postgres", "initdb", "pg_dump"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.14'\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    assert find_binaries().major >= 18
    assert find_binaries().folder != tmp_path
