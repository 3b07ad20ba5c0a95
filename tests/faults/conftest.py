"""A database server of its own for tests that break servers."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from florence.foundation.postgresql.cluster import Cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A cluster that each test of a module may kill; it starts again with the next one that needs it."""
    home = reachable_folder()
    cluster = Cluster(home / "home")
    yield cluster
    cluster.erase()
    shutil.rmtree(home)


def reachable_folder() -> Path:
    """A new folder with a short path, which the server's user can reach also when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="fault-", dir="/tmp"))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    return folder
