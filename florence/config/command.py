"""The `florence` command: `florence COMMAND …`, one module in `commands/` for each."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from florence.config.commands import (
    backup,
    check,
    createadmin,
    import_records,
    load_demo,
    manage,
    migrate,
    prepare_database,
    restore,
    rotate_keys,
    serve,
    verify_audit,
    web,
    worker,
)
from florence.config.environment import Environment
from florence.config.environment_problem import EnvironmentProblem
from florence.foundation.master_keys import KeyFileError
from florence.foundation.postgresql.places import make_home
from florence.foundation.postgresql.problems import DatabaseProblem

FAILED = 1


class Command(Protocol):
    """What each module in `commands/` offers; the first line of its docstring is its help."""

    __doc__: str | None

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's own arguments."""

    def run(self, arguments: argparse.Namespace, environment: Environment) -> int:
        """Do it; gives the exit status."""


COMMANDS: dict[str, Command] = {
    "serve": serve,
    "web": web,
    "worker": worker,
    "migrate": migrate,
    "prepare-database": prepare_database,
    "check": check,
    "createadmin": createadmin,
    "import": import_records,
    "backup": backup,
    "restore": restore,
    "verify-audit": verify_audit,
    "rotate-keys": rotate_keys,
    "load-demo": load_demo,
    "manage": manage,
}


def main(given: Sequence[str] | None = None) -> int:
    """Run the command named by the arguments; gives the exit status. Problems are told in a sentence."""
    arguments = _parser().parse_args(given)
    return report_problems(arguments.command, lambda: _run(arguments))


def report_problems(name: str, run: Callable[[], int]) -> int:
    """What `run` gives; a problem that the operator can cure is told without a traceback and gives 1."""
    try:
        return run()
    except (EnvironmentProblem, DatabaseProblem, KeyFileError) as problem:
        print(f"florence {name}: {problem}", file=sys.stderr)
        return FAILED


def _run(arguments: argparse.Namespace) -> int:
    environment = Environment.from_environ()
    make_home(environment.home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "florence.config.settings")
    return COMMANDS[arguments.command].run(arguments, environment)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="florence", description="Florence, a hospital management system.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        summary = (command.__doc__ or "").splitlines()[0]
        command.add_arguments(commands.add_parser(name, help=summary, description=summary))
    return parser


if __name__ == "__main__":
    sys.exit(main())
