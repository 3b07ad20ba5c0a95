"""Folders for servers under test."""

import os
import tempfile
from pathlib import Path


def reachable_folder() -> Path:
    """A new folder with a short path, which the server's user can reach also when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="fault-", dir="/tmp"))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    return folder
