"""The server's settings, written anew before each start: an update of Florence brings its own along."""

import os
import pwd
from pathlib import Path

from florence.foundation.postgresql.places import Places

SERVER_ROLE = "florence_server"
"""The superuser of the cluster: reached by peer authentication only, by the users in the map."""

INCLUDE = "include 'florence.conf'\n"

SETTINGS = {
    "listen_addresses": "",  # the socket only
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "wal_level": "replica",
    "fsync": "on",
    "full_page_writes": "on",
    "password_encryption": "scram-sha-256",
    "statement_timeout": "0",
    "jit": "off",  # queries are short: compiling them costs more than it saves
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    # No value that a statement carries may reach the log: neither parameters, nor the statement, nor the row
    # that a constraint refused, nor the text of an error ("invalid input syntax for type date: …").
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_min_messages": "log",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
}

ACCESS = f"""# Written by Florence at each start.
local all {SERVER_ROLE} peer map=florence
local all all scram-sha-256
"""


def write_configuration(places: Places) -> None:
    """Write settings, access rules and the map of users into the data folder."""
    settings = dict(SETTINGS, unix_socket_directories=str(places.sockets))
    lines = [f"{name} = '{_quoted(value)}'\n" for name, value in settings.items()]
    _write(places, "florence.conf", "".join(lines))
    _write(places, "pg_hba.conf", ACCESS)
    _write(
        places,
        "pg_ident.conf",
        "".join(f"florence {_name(user)} {SERVER_ROLE}\n" for user in _mapped_users(places)),
    )
    main = places.data / "postgresql.conf"
    if INCLUDE not in main.read_text(encoding="utf-8"):
        _write(places, main.name, main.read_text(encoding="utf-8") + INCLUDE)


def _mapped_users(places: Places) -> list[str]:
    """Who may act as the superuser of the cluster: who runs Florence, and the server's own user."""
    return sorted({places.user.name, pwd.getpwuid(os.geteuid()).pw_name})


def _name(user: str) -> str:
    return '"' + user.replace('"', '""') + '"'


def _quoted(value: str) -> str:
    return value.replace("'", "''")


def _write(places: Places, name: str, text: str) -> None:
    unfinished = places.data / f"{name}.new"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    places.user.own(unfinished)
    unfinished.replace(places.data / name)


def log_files(data: Path) -> list[Path]:
    """The server's log files."""
    return sorted((data / "log").glob("*.log"))
