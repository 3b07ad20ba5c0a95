"""The three roles and the database of Florence, made on a server through a connection of its superuser.

| role        | may                                                                                        |
|-------------|--------------------------------------------------------------------------------------------|
| application | read and write rows under the row policies; no tables of its own, no TRUNCATE              |
| owner       | owns the database and its tables; used by `florence migrate` only                          |
| backup      | read everything past the row policies, write nothing                                       |
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from florence.foundation.postgresql.binaries import NEEDED_EXTENSIONS

NO_RIGHTS = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT NOBYPASSRLS"
ATTRIBUTES = {
    "application": NO_RIGHTS,
    "owner": NO_RIGHTS,
    "backup": "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION INHERIT BYPASSRLS",
}


@dataclass(frozen=True)
class Login:
    """Name and password of a role."""

    name: str
    password: str


@dataclass(frozen=True)
class Logins:
    """The three roles of one Florence."""

    application: Login
    owner: Login
    backup: Login


def prepare_database(superuser_url: str, database: str, logins: Logins) -> None:
    """Make or correct roles, database, extensions and default rights. Repeating it changes nothing.

    `superuser_url` may name any database of the server.
    """
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for kind, attributes in ATTRIBUTES.items():
            _make_role(connection, getattr(logins, kind), attributes)
        _set_role_rights(connection, logins)
        _make_database(connection, database, logins.owner.name)
        grant_connect(connection, database, logins)
    with psycopg.connect(in_database(superuser_url, database), autocommit=True) as connection:
        for extension in NEEDED_EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        _set_default_rights(connection, logins)


def in_database(url: str, database: str) -> str:
    """The same connection to another database of the server."""
    return make_conninfo(url, dbname=database)


def grant_connect(connection: psycopg.Connection, database: str, logins: Logins) -> None:
    """Let the three roles, and nobody else, into a database. A copy of a database does not inherit this."""
    named = sql.Identifier(database)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(named))
    for login in (logins.application, logins.owner, logins.backup):
        connection.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(named, sql.Identifier(login.name))
        )


def _make_role(connection: psycopg.Connection, login: Login, attributes: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login.name]).fetchone()
    verb = "ALTER" if known else "CREATE"
    # The verifier is computed here: a password in the statement could reach a log or pg_stat_statements.
    verifier = connection.pgconn.encrypt_password(
        login.password.encode(), login.name.encode(), b"scram-sha-256"
    )
    connection.execute(
        sql.SQL("{} ROLE {} WITH {} PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(login.name), sql.SQL(attributes), sql.Literal(verifier.decode())
        )
    )


def _set_role_rights(connection: psycopg.Connection, logins: Logins) -> None:
    backup = sql.Identifier(logins.backup.name)
    connection.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(backup))
    connection.execute(sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(backup))


def _make_database(connection: psycopg.Connection, database: str, owner: str) -> None:
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone() is None:
        # On managed servers the administrator is no superuser and must be a member of the new owner.
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(owner)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(database), sql.Identifier(owner)
            )
        )


def _set_default_rights(connection: psycopg.Connection, logins: Logins) -> None:
    """What the owner makes is readable and writable for the application; migrations take rights away."""
    owner, application = sql.Identifier(logins.owner.name), sql.Identifier(logins.application.name)
    connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    for rights in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT {} TO {}").format(
                owner, sql.SQL(rights), application
            )
        )
