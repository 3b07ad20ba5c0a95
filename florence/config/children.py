"""The programs that the supervisor runs, each in a session of its own, to be ended with all it started."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PR_SET_PDEATHSIG = 1  # linux/prctl.h
LONGEST_PAUSE_S = 10.0
STEADY_AFTER_S = 20.0
LARGEST_LOG_BYTES = 10_000_000
PAUSE_S = 0.1


def command_line(name: str) -> list[str]:
    """How to run one of Florence's own commands in another process."""
    return [sys.executable, "-m", "florence.config.command", name]


@dataclass
class Child:
    """One program: started, watched, and started again after a pause that doubles while it keeps dying.

    What it prints goes to the file `log`, or without one to where the supervisor prints.
    """

    name: str
    command: list[str]
    environ: Mapping[str, str]
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    died_at: float = 0.0
    pause_s: float = 0.0

    def start(self) -> int:
        """Start it; gives its process id, which is also that of its group."""
        self.started_at = time.monotonic()
        with nullcontext() if self.log is None else opened_log(self.log) as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=dict(self.environ),
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - the supervisor has one thread
            )
        return self.process.pid

    def has_died(self) -> bool:
        """Whether it was started and has ended."""
        return self.process is not None and self.process.poll() is not None

    def bury(self) -> int:
        """Clear away what a dead child left behind, such as processes that hold its port; gives its group."""
        if self.process is None:
            raise ValueError(f"{self.name} was never started")
        end_group(self.process.pid, signal.SIGKILL)
        self.died_at = time.monotonic()
        steady = self.died_at - self.started_at > STEADY_AFTER_S
        self.pause_s = 0.0 if steady else min(max(2 * self.pause_s, 0.5), LONGEST_PAUSE_S)
        group, self.process = self.process.pid, None
        return group

    def is_due(self) -> bool:
        """Whether it is dead and has been left alone for long enough to be started again."""
        return self.process is None and time.monotonic() - self.died_at >= self.pause_s

    def stop(self, patience_s: float) -> int | None:
        """Ask it to end, wait, then end it and all that it started; gives its exit status."""
        if self.process is None:
            return None
        end_leader(self.process.pid)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience_s)
        end_group(self.process.pid, signal.SIGKILL)
        return self.process.wait()


def end_leader(process: int) -> None:
    """Ask a process to end; one that is gone is no error."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGTERM)


def end_group(group: int, number: signal.Signals) -> None:
    """Send a signal to all processes of a group; an empty one is no error."""
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def opened_log(path: Path) -> BinaryIO:
    """A log file to append to, closed to others; a large one is put aside."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
        path.replace(path.with_suffix(".before.log"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def _end_with_parent() -> None:
    """Let the kernel end this process when its parent dies; elsewhere than on Linux the watchdog does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
