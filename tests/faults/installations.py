"""Installations for drills: commands run as an operator runs them, on databases of the tests' own server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection, connections
from psycopg.conninfo import conninfo_to_dict
from pytest_django.plugin import DjangoDbBlocker

from conftest import _use, _worker
from florence.foundation import keys
from florence.foundation.postgresql.cluster import Cluster, Urls
from florence.foundation.postgresql.roles import Login, Logins, prepare_database


@dataclass(frozen=True)
class Installation:
    """A database with the key file that opens it."""

    urls: Urls
    key_file: Path

    def run(self, *arguments: object) -> "subprocess.CompletedProcess[str]":
        """Run `florence …` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "florence.config.command", *map(str, arguments)],
            env=self.variables(),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def variables(self) -> dict[str, str]:
        """The environment of its commands."""
        return {
            **os.environ,
            "FLORENCE_KEYS": str(self.key_file),
            "FLORENCE_DATABASE_URL": self.urls.application,
            "FLORENCE_OWNER_URL": self.urls.owner,
            "FLORENCE_BACKUP_URL": self.urls.backup,
        }

    def tables(self) -> int:
        """How many tables its database has."""
        query = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        with psycopg.connect(self.urls.backup) as reader:
            row = reader.execute(query).fetchone()
        return int(row[0]) if row else 0


def key_file_of_the_tests() -> Path:
    """The key file that all tests use."""
    return Path(os.environ["FLORENCE_HOME"]) / "keys.json"


@contextmanager
def in_use(urls: Urls, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the product in this process work on a database; what it writes is committed."""
    before = dict(connection.settings_dict)
    connections.close_all()
    keys.forget_ciphers()
    _use(urls)
    try:
        with blocker.unblock():
            yield
            connections.close_all()
    finally:
        keys.forget_ciphers()
        connection.settings_dict.update(before)
        settings.DATABASES["default"].update(before)


@contextmanager
def cloned(cluster: Cluster, name: str) -> Iterator[Installation]:
    """A migrated database that goes when the block ends."""
    named = f"florence_{_worker()}_{name}"
    connections.close_all()
    cluster.drop_database(named)
    try:
        yield Installation(cluster.create_database(named), key_file_of_the_tests())
    finally:
        cluster.drop_database(named)


@contextmanager
def empty(cluster: Cluster, name: str) -> Iterator[Installation]:
    """A prepared database without tables, as `florence prepare-database` leaves it."""
    named = f"florence_{_worker()}_{name}"
    cluster.drop_database(named)
    prepare_database(cluster.server_url(), named, _logins(cluster.urls()))
    try:
        yield Installation(cluster.urls(named), key_file_of_the_tests())
    finally:
        cluster.drop_database(named)


def _logins(urls: Urls) -> Logins:
    parts = {kind: conninfo_to_dict(getattr(urls, kind)) for kind in ("application", "owner", "backup")}
    return Logins(**{kind: Login(str(part["user"]), str(part["password"])) for kind, part in parts.items()})
