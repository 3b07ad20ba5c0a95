"""What every test stands on: one PostgreSQL, one migrated template, a clone of it for each worker."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker

from florence.config.environment import Environment
from florence.foundation.postgresql.cluster import Cluster, Urls



def _cluster() -> Cluster:
    return Cluster(Path(os.environ["FLORENCE_HOME"]))


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def template() -> Iterator[Cluster]:
    """The server with a migrated database that others are cloned from; the first worker makes it."""
    cluster = _cluster()
    with cluster.running():
        with open(cluster.home / "template.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            made = cluster.home / "template.made"
            if not made.exists():
                _migrate()
                made.touch()
        yield cluster


def _migrate() -> None:
    """Migrate in a process of its own, as the owner does it."""
    subprocess.run([sys.executable, "-m", "florence.config.command", "migrate"], check=True, capture_output=True)


@pytest.fixture(scope="session")
def django_db_setup(template: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A clone of the template for this worker, reached as the application's role."""
    name = f"florence_{_worker()}"
    template.drop_database(name)
    _use(template.create_database(name))
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    template.drop_database(name)


def _use(urls: Urls) -> None:
    entry = replace(Environment.from_environ(), urls=urls).database()
    settings.DATABASES["default"].update(entry)
    connection.settings_dict.update(entry)


@pytest.fixture
def own_database(
    template: Cluster, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Urls]:
    """A clone for one test that commits: races, jobs, kills. Gives its connections."""
    name = f"florence_{_worker()}_own"
    before = dict(connection.settings_dict)
    connections.close_all()
    template.drop_database(name)
    urls = template.create_database(name)
    _use(urls)
    with django_db_blocker.unblock():
        yield urls
        connections.close_all()
    connection.settings_dict.update(before)
    settings.DATABASES["default"].update(before)
    template.drop_database(name)
