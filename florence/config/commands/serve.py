"""Run everything: database, worker and web, restarted when they fail, until Ctrl-C."""

import argparse
import dataclasses

from florence.config.environment import Environment
from florence.config.supervisor import Supervisor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare demo, port and address."""
    parser.add_argument("--demo", action="store_true", help="with the demo hospital and its known passwords")
    parser.add_argument("--port", type=int, help="port of the web server (FLORENCE_PORT, 8000)")
    parser.add_argument("--host", help="address to listen on (127.0.0.1: this machine only)")


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Serve until Ctrl-C or a stop signal."""
    return Supervisor(_chosen(arguments, environment)).run()


def _chosen(arguments: argparse.Namespace, environment: Environment) -> Environment:
    """The environment with what the arguments change in it."""
    values = dataclasses.replace(
        environment,
        demo=environment.demo or arguments.demo,
        port=arguments.port or environment.port,
        listen=arguments.host or environment.listen,
    )
    return Environment.from_environ(values.variables())
