"""Make the three roles, the database and its extensions on a server of your own."""

import argparse
import secrets
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from florence.config.environment import DATABASE_VARIABLES, Environment
from florence.config.environment_problem import EnvironmentProblem
from florence.foundation.postgresql.checks import check_server
from florence.foundation.postgresql.cluster import DATABASE, ROLE_NAMES, Urls
from florence.foundation.postgresql.roles import Login, Logins, in_database, prepare_database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the server to prepare."""
    parser.add_argument(
        "server",
        metavar="URL",
        help="connection of the server's superuser, such as postgresql://postgres@db.example/postgres; "
        "put its password into ~/.pgpass or PGPASSWORD",
    )


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Prepare the server for the roles that the three variables name, or for new ones, which are printed."""
    logins, database = _logins(environment.urls)
    check_server(arguments.server, extensions=False)
    if environment.urls is None:
        _refuse_known_roles(arguments.server)
    prepare_database(arguments.server, database, logins)
    check_server(in_database(arguments.server, database))
    print(f"The database “{database}” is ready.")
    if environment.urls is None:
        _print_variables(arguments.server, database, logins)
    return 0


def _logins(urls: Urls | None) -> tuple[Logins, str]:
    if urls is None:
        new = {kind: Login(name, secrets.token_urlsafe(32)) for kind, name in ROLE_NAMES.items()}
        return Logins(**new), DATABASE
    parts = {kind: conninfo_to_dict(getattr(urls, kind)) for kind in ROLE_NAMES}
    _refuse_shared_roles({kind: str(part["user"]) for kind, part in parts.items()})
    logins = {kind: Login(str(part["user"]), str(part.get("password") or "")) for kind, part in parts.items()}
    return Logins(**logins), str(parts["owner"]["dbname"])


def _refuse_shared_roles(users: dict[str, str]) -> None:
    if len(set(users.values())) < len(users):
        raise EnvironmentProblem(
            "FLORENCE_DATABASE_URL",
            "the three variables name the same role",
            "Use three roles: each has other rights.",
        )


def _refuse_known_roles(server: str) -> None:
    """New passwords for roles in use would shut out the Florence that uses them."""
    with psycopg.connect(server) as connection:
        query = "SELECT 1 FROM pg_roles WHERE rolname = ANY(%s)"
        if connection.execute(query, [list(ROLE_NAMES.values())]).fetchone():
            raise EnvironmentProblem(
                "FLORENCE_DATABASE_URL",
                "it is unset, and the server has Florence's roles already",
                "Set the three variables to the roles and passwords that this server should have.",
            )


def _print_variables(server: str, database: str, logins: Logins) -> None:
    parts = conninfo_to_dict(server)
    host, port = quote(str(parts.get("host") or "localhost"), safe=""), parts.get("port") or "5432"
    print("Keep these lines where Florence's environment is set, readable for its user only:")
    for kind, variable in DATABASE_VARIABLES.items():
        login: Login = getattr(logins, kind)
        print(f"{variable}=postgresql://{login.name}:{login.password}@{host}:{port}/{database}")
