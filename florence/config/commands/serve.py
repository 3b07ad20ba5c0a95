"""Run everything: database, worker and web, restarted when they fail, until Ctrl-C."""

import argparse
import dataclasses

from florence.config import demo_reset
from florence.config.environment import Environment
from florence.config.supervisor import Supervisor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare demo, reset, port and address."""
    parser.add_argument("--demo", action="store_true", help="with the demo hospital and its known passwords")
    parser.add_argument(
        "--reset", action="store_true", help="with --demo: throw the demo away and make it anew"
    )
    parser.add_argument("--port", type=int, help="port of the web server (FLORENCE_PORT, 8000)")
    parser.add_argument("--host", help="address to listen on (127.0.0.1: this machine only)")


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Serve until Ctrl-C or a stop signal."""
    chosen = _chosen(arguments, environment)
    if arguments.reset:
        if not demo_reset.may_be_emptied(chosen):
            print(
                "florence serve --reset: only a demo with a database of its own can be thrown away. "
                "Add --demo if this is one."
            )
            return 1
        demo_reset.ask(chosen)
    return Supervisor(chosen).run()


def _chosen(arguments: argparse.Namespace, environment: Environment) -> Environment:
    """The environment with what the arguments change in it."""
    values = dataclasses.replace(
        environment,
        demo=environment.demo or arguments.demo,
        port=arguments.port or environment.port,
        listen=arguments.host or environment.listen,
    )
    return Environment.from_environ(values.variables())
