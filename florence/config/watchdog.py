"""Ends what a killed supervisor leaves behind: web and worker first, the database last.

`python -m florence.config.watchdog HOME` reads lines from its input: "GROUP" adds a process group, "-GROUP"
removes it. When the input ends without the line "done", the supervisor was killed.
"""

import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from florence.config.children import PAUSE_S, end_group, end_leader
from florence.foundation.postgresql import locks
from florence.foundation.postgresql.cluster import Cluster
from florence.foundation.postgresql.places import lock_file
from florence.foundation.postgresql.problems import DatabaseProblem

PATIENCE_S = 10.0
DONE = "done"


def main(home: Path, lines: Iterable[str]) -> None:
    """Watch until the input ends; then put things in order, unless the supervisor did so itself."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # it ends with the supervisor, never before it
    groups: set[int] = set()
    for line in map(str.strip, lines):
        if line == DONE:
            return
        if line.startswith("-"):
            groups.discard(int(line[1:]))
        else:
            groups.add(int(line))
    _end(groups)
    _stop_database(home)


def _end(groups: set[int]) -> None:
    for group in groups:
        end_leader(group)
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and any(_is_alive(group) for group in groups):
        time.sleep(PAUSE_S)
    for group in groups:
        end_group(group, signal.SIGKILL)


def _is_alive(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _stop_database(home: Path) -> None:
    """Stop an own server, unless some other program uses it, such as a supervisor started since.

    The dead supervisor counts as a user for a moment longer: the kernel may close its pipe before its lock.
    """
    with suppress(DatabaseProblem), locks.held(lock_file(home, "users"), patience_s=PATIENCE_S):
        if Cluster(home).is_running():
            Cluster(home).stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin)
