"""Programs that stand in for web, worker and migration, so that the supervisor is tested on its own.

`python -m tests.faults.stand_ins serve` runs the real supervisor over them. Each notes its process id in a
file of its name in the home.
"""

import os
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from florence.config.command import report_problems
from florence.config.environment import Environment
from florence.config.supervisor import Supervisor


class Healthy(BaseHTTPRequestHandler):
    """Answers everything with 204."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def command_line(name: str) -> list[str]:
    """How the supervisor starts a stand-in."""
    return [sys.executable, "-m", "tests.faults.stand_ins", name]


def main(name: str, environment: Environment) -> int:
    """Be the program of that name."""
    (environment.home / f"{name}.pid").write_text(str(os.getpid()))
    match name:
        case "serve":
            return Supervisor(environment, command_line).run()
        case "web":
            # As the real one does, web leaves the port to a process that it started.
            return subprocess.Popen(command_line("web-process")).wait()
        case "web-process":
            ThreadingHTTPServer((environment.listen, environment.port), Healthy).serve_forever()
        case "worker":
            time.sleep(3600)
        case "migrate" if (environment.home / "migration-fails").exists():
            print("ValueError: the migration of the test fails")
            return 1
    return 0


if __name__ == "__main__":
    environment = Environment.from_environ()
    Path(environment.home).mkdir(exist_ok=True, mode=0o711)
    sys.exit(report_problems("serve", lambda: main(sys.argv[1], environment)))
