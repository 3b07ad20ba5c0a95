"""Finding the server's processes by the folder they work in: the pid in postmaster.pid may be anybody's."""

import os
import signal
from pathlib import Path

PROC = Path("/proc")


def postmaster_of(data: Path) -> int | None:
    """The pid in the server's pid file, if that process is alive and works in `data`; else None."""
    try:
        pid = int((data / "postmaster.pid").read_text(encoding="ascii").split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None
    if PROC.is_dir():
        return pid if pid in processes_of(data) else None
    return pid


def processes_of(data: Path) -> list[int]:
    """Living processes of the server of `data`, main process and workers. Empty where there is no /proc."""
    return [int(folder.name) for folder in PROC.glob("[0-9]*") if _works_in(folder, data)]


def kill_all(pids: list[int]) -> None:
    """End processes at once; those that have ended already are none the worse."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _works_in(folder: Path, data: Path) -> bool:
    try:
        # A zombie has no working folder any more, and what somebody else started there is not named postgres.
        return (
            os.readlink(folder / "cwd") == str(data.resolve()) and "postgres" in (folder / "comm").read_text()
        )
    except OSError:
        return False
