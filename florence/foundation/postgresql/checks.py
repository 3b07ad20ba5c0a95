"""Whether a server that somebody else runs can be trusted with Florence's data."""

import psycopg

from florence.foundation.postgresql.binaries import NEEDED_EXTENSIONS, OLDEST_MAJOR
from florence.foundation.postgresql.problems import DatabaseProblem, DatabaseTooOld

NEEDED_SETTINGS = ("fsync", "full_page_writes", "data_checksums")
ROLE_QUERY = """
    SELECT rolname, rolsuper OR rolbypassrls,
           EXISTS (SELECT FROM pg_class
                   WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p') AND relpersistence <> 't')
    FROM pg_roles WHERE rolname = current_user
"""
CURES = {
    "fsync": "Set fsync = on in postgresql.conf and reload.",
    "full_page_writes": "Set full_page_writes = on in postgresql.conf and reload.",
    "data_checksums": "Stop the server and run pg_checksums --enable.",
}


def check_server(url: str, *, extensions: bool = True) -> None:
    """Refuse a server that is too old, lacks an extension or may lose acknowledged writes.

    `url` is any role's connection to Florence's database. Without `extensions` they are not asked for: one
    to be prepared lacks them. Raises DatabaseProblem naming fault and cure.
    """
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            refuse_old_version(
                connection.info.server_version, connection.info.parameter_status("server_version") or ""
            )
            _check_settings(connection)
            if extensions:
                _check_extensions(connection)
    except psycopg.OperationalError as error:
        raise DatabaseProblem(
            f"The database server cannot be reached: {error}. Check the address, and that it runs."
        ) from error


def check_application_role(url: str) -> None:
    """Refuse a role that could undo the row policies: one that bypasses them, or an owner of tables."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        name, too_mighty, owns_tables = connection.execute(ROLE_QUERY).fetchone() or ("", True, True)
    if too_mighty or owns_tables:
        fault = "passes the row policies" if too_mighty else "owns tables"
        raise DatabaseProblem(
            f"The role “{name}” of FLORENCE_DATABASE_URL {fault}, so records would not be guarded. "
            "Name the application's role there; “florence prepare-database” makes it."
        )


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
