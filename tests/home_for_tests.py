"""Chooses, before Django is loaded, the folder in which the tests keep their server, keys and files."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from florence.foundation.postgresql.cluster import Cluster


def _end(home: Path) -> None:
    Cluster(home).stop("immediate")
    shutil.rmtree(home, ignore_errors=True)


if "FLORENCE_TEST_HOME" not in os.environ:
    chosen = Path(tempfile.mkdtemp(prefix="florence-tests-"))
    chosen.chmod(0o755)
    os.environ["FLORENCE_TEST_HOME"] = str(chosen)
    atexit.register(_end, chosen)
os.environ["FLORENCE_HOME"] = os.environ["FLORENCE_TEST_HOME"]
os.environ["FLORENCE_DEMO"] = "1"
os.environ["FLORENCE_GUARD_QUERIES"] = "1"
for name in ("FLORENCE_DATABASE_URL", "FLORENCE_OWNER_URL", "FLORENCE_BACKUP_URL", "FLORENCE_KEYS"):
    os.environ.pop(name, None)
