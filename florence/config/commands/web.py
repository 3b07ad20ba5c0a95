"""Answer browsers and other programs, on one port."""

import argparse

import django
from django.core.management import call_command
from granian.constants import Interfaces
from granian.server.mp import MPServer

from florence.config.database import running_database
from florence.config.demo_refusal import refuse_demo_accounts
from florence.config.environment import Environment
from florence.foundation.postgresql.checks import check_application_role

PROCESSES = 2
BACKLOG = 4096
"""Above the number of pages that keep a live stream open, since all reconnect at once after a restart."""
STOP_TIMEOUT_S = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the number of processes."""
    parser.add_argument("--processes", type=int, default=PROCESSES, help=f"web processes ({PROCESSES})")


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Serve until asked to stop; refuses a role with too many rights, and demo accounts outside a demo."""
    with running_database(environment) as urls:
        check_application_role(urls.application)
        if not environment.demo:
            refuse_demo_accounts(urls.application)
        django.setup()
        call_command("collectstatic", interactive=False, verbosity=0)
        _server(environment, arguments.processes).serve()
    return 0


def _server(environment: Environment, processes: int) -> MPServer:
    return MPServer(
        "florence.config.asgi:application",
        address=environment.listen,
        port=environment.port,
        interface=Interfaces.ASGI,
        workers=processes,
        websockets=False,
        backlog=BACKLOG,
        log_access=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=STOP_TIMEOUT_S,
    )
