"""Whether a server that somebody else runs can be trusted with Florence's data."""

import psycopg

from florence.foundation.postgresql.binaries import NEEDED_EXTENSIONS, OLDEST_MAJOR
from florence.foundation.postgresql.problems import DatabaseProblem, DatabaseTooOld

NEEDED_SETTINGS = ("fsync", "full_page_writes", "data_checksums")
CURES = {
    "fsync": "Set fsync = on in postgresql.conf and reload.",
    "full_page_writes": "Set full_page_writes = on in postgresql.conf and reload.",
    "data_checksums": "Stop the server and run pg_checksums --enable.",
}


def check_server(url: str) -> None:
    """Refuse a server that is too old, lacks an extension or may lose acknowledged writes.

    `url` is any role's connection to Florence's database. Raises DatabaseProblem naming fault and cure.
    """
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            refuse_old_version(
                connection.info.server_version, connection.info.parameter_status("server_version") or ""
            )
            _check_settings(connection)
            _check_extensions(connection)
    except psycopg.OperationalError as error:
        raise DatabaseProblem(
            f"The database server cannot be reached: {error}. Check the address, and that it runs."
        ) from error


def refuse_old_version(number: int, shown: str) -> None:
    """Raise DatabaseTooOld before PostgreSQL 18; `number` counts as server_version_num does (180006)."""
    if number < OLDEST_MAJOR * 10000:
        raise DatabaseTooOld(
            f"The database server is PostgreSQL {shown}; Florence needs {OLDEST_MAJOR} or newer. "
            f"Upgrade the server, or unset the three FLORENCE_…_URL variables to use Florence's own."
        )


def _check_settings(connection: psycopg.Connection) -> None:
    for name in NEEDED_SETTINGS:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
        if row is None or row[0] != "on":
            raise DatabaseProblem(
                f"The database server runs with {name} off and may lose or spoil data. {CURES[name]}"
            )


def _check_extensions(connection: psycopg.Connection) -> None:
    rows = connection.execute("SELECT extname FROM pg_extension").fetchall()
    missing = sorted(set(NEEDED_EXTENSIONS) - {row[0] for row in rows})
    if missing:
        raise DatabaseProblem(
            f"The database lacks the extension {' and '.join(missing)}. "
            "Install the contrib package of the server, then run “florence prepare-database”."
        )
