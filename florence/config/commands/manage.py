"""Run one of Django's management commands, for developers."""

import argparse
import os

from django.core.management import execute_from_command_line

from florence.config.database import running_database
from florence.config.environment import Environment

WITHOUT_DATABASE = frozenset({"makemessages", "compilemessages", "collectstatic", "help", "diffsettings"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything after the word belongs to Django."""
    parser.add_argument("--owner", action="store_true", help="connect as the owner of the database")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="ARGUMENT")


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Hand the arguments to Django."""
    command_line = ["florence manage", *arguments.rest]
    if set(arguments.rest[:1]) <= WITHOUT_DATABASE:
        execute_from_command_line(command_line)
        return 0
    with running_database(environment):
        if arguments.owner:
            os.environ["FLORENCE_DATABASE_ROLE"] = "owner"
        execute_from_command_line(command_line)
    return 0
