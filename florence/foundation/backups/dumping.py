"""Taking a backup of a running database: one snapshot, dumped and counted, while people work."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from florence.foundation.backups import programs
from florence.foundation.backups.problems import BackupProblem

DUMP = "florence.dump"
_TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relpersistence = 'p' ORDER BY relname
"""


@dataclass(frozen=True)
class Snapshot:
    """One moment of the database, which stays as it is while the block of `snapshot_of` lasts."""

    url: str
    name: str
    connection: psycopg.Connection

    def migrations(self) -> tuple[tuple[str, str], ...]:
        """The steps that the tables have gone through."""
        rows = self.connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return tuple((str(app), str(name)) for app, name in rows)

    def epochs(self) -> tuple[str, ...]:
        """The epochs whose master keys the data keys need."""
        query = "SELECT DISTINCT epoch FROM foundation_datakey WHERE wrapped IS NOT NULL ORDER BY epoch"
        return tuple(str(epoch) for (epoch,) in self.connection.execute(query))

    def counts(self) -> dict[str, int]:
        """The number of rows of every table that the dump holds."""
        return {
            str(table): self._count(str(table)) for (table,) in self.connection.execute(_TABLES).fetchall()
        }

    def version(self) -> str:
        """The server's version, such as "18.6"."""
        return str(self.connection.info.parameter_status("server_version"))

    def _count(self, table: str) -> int:
        query = sql.SQL("SELECT count(*) FROM ONLY {}").format(sql.Identifier(table))
        row = self.connection.execute(query).fetchone()
        return int(row[0]) if row else 0


@contextmanager
def snapshot_of(backup_url: str) -> Iterator[Snapshot]:
    """Hold one moment of the database as the role for backups, which reads past the row policies.

    Raises BackupProblem when the role may not, since a dump without a word about it would lack records.
    """
    with psycopg.connect(backup_url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        _refuse_bound_role(connection)
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield Snapshot(backup_url, str(row[0]) if row else "", connection)


def _refuse_bound_role(connection: psycopg.Connection) -> None:
    row = connection.execute(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is None or not row[0]:
        raise BackupProblem(
            "The role of FLORENCE_BACKUP_URL is bound by the row policies and would leave records out. "
            "Name the role for backups there; “florence prepare-database” makes it."
        )


def dump(snapshot: Snapshot, target: Path) -> None:
    """Write the dump (pg_dump's custom format). The search copy's names are in no dump: its tables are unlogged."""
    command = [
        programs.binaries_for(snapshot.connection).program("pg_dump"),
        "--format=custom",
        "--no-unlogged-table-data",
        f"--snapshot={snapshot.name}",
        f"--file={target}",
        f"--dbname={programs.without_password(snapshot.url)}",
    ]
    programs.refuse_failed(
        "pg_dump",
        subprocess.run(
            command, capture_output=True, text=True, check=False, env=programs.environment_of(snapshot.url)
        ),
    )
