"""The console command: what it offers, and how it tells problems."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from florence.config.backup_folders import unfinished
from florence.config.command import COMMANDS, MAKING_A_HOME, main, report_problems
from florence.config.demo_refusal import refuse_demo_accounts
from florence.foundation.backups.problems import BackupProblem
from florence.foundation.postgresql.checks import check_application_role, check_server
from florence.foundation.postgresql.cluster import ROLE_NAMES, Cluster
from florence.foundation.postgresql.problems import DatabaseProblem
from tests.faults.folders import reachable_folder


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A server that plays the hospital's own, without Florence's roles."""
    folder = reachable_folder()
    cluster = Cluster(folder / "home")
    cluster.ensure_running()
    forget_florence(cluster)
    yield cluster
    cluster.erase()
    shutil.rmtree(folder)


def forget_florence(cluster: Cluster) -> None:
    """Remove database and roles, as on a server that never had them."""
    cluster.drop_database("florence")
    with psycopg.connect(cluster.server_url(), autocommit=True) as connection:
        for role in ROLE_NAMES.values():
            connection.execute(f"DROP ROLE {role}")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No command of these tests touches a real home."""
    monkeypatch.setenv("FLORENCE_HOME", str(tmp_path / "home"))


def three_urls(cluster: Cluster, monkeypatch: pytest.MonkeyPatch, names: tuple[str, str, str]) -> None:
    """Name three roles of a database that does not exist yet."""
    variables = ("FLORENCE_DATABASE_URL", "FLORENCE_OWNER_URL", "FLORENCE_BACKUP_URL")
    for variable, name in zip(variables, names, strict=True):
        url = make_conninfo(cluster.server_url("hospital"), user=name, password=f"{name} 'secret'")
        monkeypatch.setenv(variable, url)


def test_every_command_has_a_sentence_of_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in COMMANDS)
    assert all((command.__doc__ or "").splitlines()[0].endswith(".") for command in COMMANDS.values())


def test_a_wrong_variable_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FLORENCE_PORT", "eighty")

    assert main(["check"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("florence check: FLORENCE_PORT cannot be used")
    assert len(told.splitlines()) == 1


def test_a_place_that_is_closed_is_told_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> int:
        raise PermissionError(13, "Permission denied", "/backups/2026")

    assert report_problems("backup", refuse) == 1
    told = capsys.readouterr().err
    assert told.startswith("florence backup: /backups/2026 cannot be used (permission denied). ")
    assert len(told.splitlines()) == 1


def test_a_fault_of_the_program_keeps_its_traceback() -> None:
    def fail() -> int:
        raise BrokenPipeError(32, "Broken pipe")

    with pytest.raises(BrokenPipeError):
        report_problems("check", fail)


def test_a_backup_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here before")
    target = tmp_path / "file" / "backup"
    with pytest.raises(BackupProblem, match=f"{target} cannot be made"), unfinished(target):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    "arguments", [("createadmin", "a@hospital.example", "A"), ("import", "--processes=2")]
)
def test_a_database_without_tables_is_told_without_a_traceback(
    server: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    (tmp_path / "Patient.ndjson").write_text('{"resourceType":"Patient"}')
    three_urls(server, monkeypatch, ("writer", "maker", "keeper"))
    assert main(["prepare-database", server.server_url()]) == 0

    paths = [str(tmp_path / "Patient.ndjson")] if arguments[0] == "import" else []
    ended = subprocess.run(
        [sys.executable, "-m", "florence.config.command", *arguments, *paths],
        env={**os.environ, "FLORENCE_ADMIN_PASSWORD": "a long and unusual sentence"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines() == [
        f"florence {arguments[0]}: The database has no tables yet, or lacks some. "
        "Is FLORENCE_DATABASE_URL right? Else run “florence migrate”."
    ]


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - MAKING_A_HOME))
def test_a_home_that_is_not_there_is_not_made(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"createadmin": ["a@hospital.example", "A"], "import": ["folder"], "backup": ["--to", "folder"]}

    assert main([name, *given.get(name, [])]) == 1
    told = capsys.readouterr().err
    assert told.startswith(
        f"florence {name}: There is no Florence in {tmp_path / 'home'}. Is FLORENCE_HOME right?"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_server_is_prepared_for_three_named_roles(server: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    three_urls(server, monkeypatch, ("writer", "maker", "keeper"))

    assert main(["prepare-database", server.server_url()]) == 0
    assert main(["prepare-database", server.server_url()]) == 0  # a second time changes nothing
    check_server(os.environ["FLORENCE_DATABASE_URL"])
    check_application_role(os.environ["FLORENCE_DATABASE_URL"])
    with psycopg.connect(os.environ["FLORENCE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE made (number int)")
    with psycopg.connect(os.environ["FLORENCE_DATABASE_URL"]) as connection:
        connection.execute("INSERT INTO made VALUES (1)")


def test_a_server_is_prepared_for_new_roles_which_are_told_once(
    server: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["prepare-database", server.server_url()]) == 0
    told = capsys.readouterr().out.splitlines()
    urls = dict(line.split("=", 1) for line in told if line.startswith("FLORENCE_"))
    assert sorted(urls) == ["FLORENCE_BACKUP_URL", "FLORENCE_DATABASE_URL", "FLORENCE_OWNER_URL"]
    check_application_role(urls["FLORENCE_DATABASE_URL"])

    # A second time would change the passwords under a Florence that works.
    assert main(["prepare-database", server.server_url()]) == 1
    assert "has Florence's roles already" in capsys.readouterr().err
    check_application_role(urls["FLORENCE_DATABASE_URL"])
    forget_florence(server)


def test_one_role_for_two_duties_is_refused(server: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    three_urls(server, monkeypatch, ("one", "one", "other"))

    assert main(["prepare-database", server.server_url()]) == 1
    with psycopg.connect(server.server_url()) as connection:
        assert connection.execute("SELECT FROM pg_roles WHERE rolname = 'one'").fetchone() is None


def test_demo_accounts_are_refused_outside_a_demo(server: Cluster) -> None:
    refuse_demo_accounts(server.server_url())
    with psycopg.connect(server.server_url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE security_account AS SELECT 'doctor@demo.example' AS email")

    with pytest.raises(DatabaseProblem, match="demo accounts"):
        refuse_demo_accounts(server.server_url())
