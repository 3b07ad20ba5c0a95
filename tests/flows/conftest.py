"""One real server for all tests of a module, on a database of its own that the tests reach too."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker

from conftest import _use, _worker
from florence.foundation.postgresql.cluster import Cluster
from tests.flows.server import Server, serving


@pytest.fixture(scope="module")
def server(
    template: Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    """A web process; what the tests write into its database is committed."""
    name = f"florence_{_worker()}_flows"
    before = dict(connection.settings_dict)
    connections.close_all()
    template.drop_database(name)
    urls = template.create_database(name)
    _use(urls)
    with django_db_blocker.unblock(), serving(urls, tmp_path_factory.mktemp("home")) as started:
        yield started
        connections.close_all()
    connection.settings_dict.update(before)
    settings.DATABASES["default"].update(before)
    template.drop_database(name)
