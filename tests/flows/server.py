"""A real web process on the test's own database, and a browser without a window to ask it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from florence.foundation.postgresql.cluster import Urls

READY_WITHIN_S = 60.0


@dataclass(frozen=True)
class Server:
    """Where the server answers."""

    port: int

    def ask(self, path: str, *, method: str = "GET", cookie: str = "", **headers: str) -> HTTPResponse:
        """The answer to one request; headers are named with underscores."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if cookie:
            named["Cookie"] = cookie
        connection.request(method, path, headers=named)
        return connection.getresponse()


@contextmanager
def serving(urls: Urls, home: Path, *, processes: int = 1) -> Iterator[Server]:
    """Run `florence web` on a database until the block ends."""
    port = _free_port()
    environ = {
        **os.environ,
        "FLORENCE_HOME": str(home),
        "FLORENCE_KEYS": str(Path(os.environ["FLORENCE_HOME"]) / "keys.json"),
        "FLORENCE_PORT": str(port),
        "FLORENCE_DATABASE_URL": urls.application,
        "FLORENCE_OWNER_URL": urls.owner,
        "FLORENCE_BACKUP_URL": urls.backup,
    }
    command = [sys.executable, "-m", "florence.config.command", "web", f"--processes={processes}"]
    with open(home / "web.log", "wb") as log:
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait_for(port, process, home / "web.log")
            yield Server(port)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            Server(port).ask("/healthz").read()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"The server did not start:\n{log.read_text(errors='replace')[-3000:]}")
