"""Locks on files, which the kernel lets go when their holder dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from florence.foundation.postgresql.problems import DatabaseProblem

PAUSE_S = 0.05


def open_lock(path: Path) -> int:
    """A descriptor of the lock file, which is made when missing. The caller closes it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def take(descriptor: int, *, shared: bool = False) -> bool:
    """Take the lock at once; False when somebody else holds it."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def held(path: Path, *, patience_s: float, shared: bool = False) -> Iterator[int]:
    """Hold the lock within the block. Raises DatabaseProblem when not free within `patience_s` seconds."""
    descriptor = open_lock(path)
    try:
        deadline = time.monotonic() + patience_s
        while not take(descriptor, shared=shared):
            if time.monotonic() > deadline:
                raise DatabaseProblem(
                    f"Another program has held {path} for {patience_s:.0f} seconds. End it and try again."
                )
            time.sleep(PAUSE_S)
        yield descriptor
    finally:
        os.close(descriptor)
