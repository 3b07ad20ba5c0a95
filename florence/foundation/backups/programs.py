"""PostgreSQL's own programs, run against a database whose password stands in no command line."""

import os
import subprocess

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from florence.foundation.backups.problems import BackupProblem
from florence.foundation.postgresql.binaries import Binaries, find_binaries
from florence.foundation.postgresql.problems import DatabaseProblem

SHOWN_LINES = 3


def binaries_for(connection: psycopg.Connection) -> Binaries:
    """The programs of the server's own major version, else any that Florence can use."""
    try:
        return find_binaries(connection.info.server_version // 10_000)
    except DatabaseProblem:
        return find_binaries()


def without_password(url: str) -> str:
    """The connection as it may stand in a list of processes."""
    parts = conninfo_to_dict(url)
    parts.pop("password", None)
    return make_conninfo("", **parts)


def environment_of(url: str) -> dict[str, str]:
    """The environment that carries the password; PG… variables of the caller are left out."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**inherited, "LC_ALL": "C", "PGPASSWORD": str(conninfo_to_dict(url).get("password") or "")}


def refuse_failed(name: str, ended: "subprocess.CompletedProcess[str]") -> None:
    """Raise BackupProblem with the first words of a program that failed, but with no values of rows."""
    if ended.returncode != 0:
        raise BackupProblem(f"{name} failed: {told(ended.stderr)}")


def told(words: str) -> str:
    """The lines of a program that name an error; details and contexts, which quote rows, are left out."""
    errors = [line.strip() for line in words.splitlines() if "error:" in line.lower()]
    return " / ".join(errors[:SHOWN_LINES]) or "it said nothing"
