"""A database server of its own for tests that break servers."""

import shutil
from collections.abc import Iterator

import pytest

from florence.foundation.postgresql.cluster import Cluster
from tests.faults.folders import reachable_folder


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A cluster that each test of a module may kill; it starts again with the next one that needs it."""
    home = reachable_folder()
    cluster = Cluster(home / "home")
    yield cluster
    cluster.erase()
    shutil.rmtree(home)
