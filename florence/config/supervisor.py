"""`florence serve`: database, migration, worker and web in this order, watched until asked to stop."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from florence.config import demo_reset, watchdog
from florence.config.announcement import announcement
from florence.config.children import Child, command_line
from florence.config.database import running_database
from florence.config.environment import Environment
from florence.config.readiness import answers, refuse_busy_port
from florence.foundation.postgresql import locks
from florence.foundation.postgresql.cluster import Cluster
from florence.foundation.postgresql.places import lock_file
from florence.foundation.postgresql.problems import DatabaseProblem

ROUND_S = 0.5
GLANCE_S = 0.1
PATIENCE_S = 30.0
READY_WITHIN_S = 60.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FAILED = 1
CommandLine = Callable[[str], list[str]]
"""How to run one of Florence's commands by its name in another process."""


class Supervisor:
    """Runs one Florence on one home until a stop signal, and ends everything it began, the database last."""

    def __init__(self, environment: Environment, command_line: CommandLine = command_line) -> None:
        self._environment = environment
        self._command_line = command_line
        self._stop = threading.Event()
        self._watchdog: subprocess.Popen[str] | None = None
        self._worker = self._child("worker")
        self._web = self._child("web")

    def run(self) -> int:
        """Serve; gives the exit status. Raises DatabaseProblem or EnvironmentProblem when it cannot start."""
        for number in SIGNALS:
            signal.signal(number, self._ask_to_stop)
        with ExitStack() as stack:
            self._hold_home(stack)
            refuse_busy_port(self._environment.listen, self._environment.port)
            stack.callback(self._end_watchdog)
            self._start_watchdog()
            tell("Starting the database …")
            stack.enter_context(running_database(self._environment))
            stack.callback(self._end_children)
            done = self._prepare() and self._begin() and self._watch()
            tell("Stopping …")
            return 0 if done or self._stop.is_set() else FAILED

    def _hold_home(self, stack: ExitStack) -> None:
        """One supervisor to a home."""
        descriptor = locks.open_lock(lock_file(self._environment.home, "serve"))
        stack.callback(os.close, descriptor)
        if not locks.take(descriptor):
            raise DatabaseProblem(
                f"Florence already runs on {self._environment.home}. "
                "Open it in the browser, or set FLORENCE_HOME to another folder for a second one."
            )

    def _prepare(self) -> bool:
        """Bring the tables up to date, load the demo hospital; False when that failed or was interrupted."""
        if demo_reset.is_asked(self._environment):
            tell("Emptying the demo hospital …")
            demo_reset.empty(self._environment)
        tell("Bringing the tables up to date …")
        if not self._completes(self._child("migrate")):
            return False
        if self._environment.demo:
            tell("Looking for the demo hospital …")
            name = "load-demo"
            return self._completes(Child(name, self._command_line(name), self._environment.variables()))
        return True

    def _completes(self, step: Child) -> bool:
        """Run a command to its end; False when it failed, which is told, or was interrupted."""
        self._start(step)
        while not step.has_died() and not self._stop.wait(GLANCE_S):
            pass
        interrupted = not step.has_died()
        status = step.stop(PATIENCE_S)
        self._say_to_watchdog(f"-{step.bury()}")
        if status != 0 and not interrupted:
            tell(f"“florence {step.name}” failed{_reason(step.log)}")
        return status == 0 and not interrupted

    def _begin(self) -> bool:
        """Start worker and web and wait for the first answer; False, told why, when there is none."""
        tell("Starting worker and web …")
        self._start(self._worker)
        self._start(self._web)
        deadline = time.monotonic() + READY_WITHIN_S
        while not answers(self._environment.listen, self._environment.port):
            if self._web.has_died() or time.monotonic() > deadline:
                tell(f"The web server did not start{_reason(self._web.log)}")
                return False
            if self._stop.wait(GLANCE_S):
                return False
        tell(announcement(self._environment))
        return True

    def _watch(self) -> bool:
        """Look after everything until a stop is asked for; False when a demo could not be made anew."""
        while not self._stop.wait(ROUND_S):
            if demo_reset.is_asked(self._environment):
                self._end_children()
                if not (self._prepare() and self._begin()):
                    return False
            self._look_after_database()
            self._look_after(self._worker)
            self._look_after(self._web)
        return True

    def _look_after_database(self) -> None:
        cluster = Cluster(self._environment.home)
        if self._environment.urls is not None or cluster.is_running():
            return
        tell("The database has died and is started again …")
        try:
            cluster.ensure_running()
            tell("The database runs again.")
        except DatabaseProblem as problem:
            tell(str(problem))

    def _look_after(self, child: Child) -> None:
        if child.has_died():
            self._say_to_watchdog(f"-{child.bury()}")
            tell(f"The {child.name} process has died and is started again. Its log: {child.log}")
        if child.is_due():
            self._start(child)

    def _child(self, name: str) -> Child:
        log = self._environment.home / "logs" / f"{name}.log"
        return Child(name, self._command_line(name), self._environment.variables(), log)

    def _start(self, child: Child) -> None:
        self._say_to_watchdog(str(child.start()))

    def _start_watchdog(self) -> None:
        self._watchdog = subprocess.Popen(
            [sys.executable, "-m", "florence.config.watchdog", str(self._environment.home)],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def _say_to_watchdog(self, line: str) -> None:
        if self._watchdog is None or self._watchdog.stdin is None:
            return
        try:
            self._watchdog.stdin.write(f"{line}\n")
            self._watchdog.stdin.flush()
        except BrokenPipeError:
            self._watchdog = None  # it was killed; the kernel still ends the children with their parent

    def _end_children(self) -> None:
        for child in (self._web, self._worker):
            if child.stop(PATIENCE_S) is not None:
                self._say_to_watchdog(f"-{child.bury()}")

    def _end_watchdog(self) -> None:
        self._say_to_watchdog(watchdog.DONE)
        if self._watchdog is not None:
            self._watchdog.wait()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()


def tell(sentence: str) -> None:
    """Say something to the person in front of the terminal, at once."""
    print(sentence, flush=True)  # noqa: T201 - the terminal is its page


def _reason(log: Path | None) -> str:
    """The last line of a log, which is where a traceback says what happened, and where the rest is."""
    if log is None:
        return "; the reason is above."
    lines = log.read_text(errors="replace").strip().splitlines() or ["it said nothing"]
    return f": {lines[-1]}\nMore is in {log}"
