"""The `florence` command: `florence COMMAND …`, one module in `commands/` for each."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from django.db.utils import ProgrammingError
from psycopg.errors import UndefinedTable

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
from florence.foundation.postgresql.places import make_home, read_record
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
MAKING_A_HOME = frozenset({"serve", "migrate", "prepare-database", "restore"})


def main(given: Sequence[str] | None = None) -> int:
    """Run the command named by the arguments; gives the exit status. Problems are told in a sentence."""
    arguments = _parser().parse_args(given)
    return report_problems(arguments.command, lambda: _run(arguments))


def report_problems(name: str, run: Callable[[], int]) -> int:
    """What `run` gives; a problem that the operator can cure is told without a traceback and gives 1."""
    try:
        return run()
    except (EnvironmentProblem, DatabaseProblem, KeyFileError) as problem:
        sentence = str(problem)
    except (UndefinedTable, ProgrammingError) as problem:
        if not isinstance(problem, UndefinedTable) and not isinstance(problem.__cause__, UndefinedTable):
            raise
        sentence = _no_tables(Environment.from_environ())
    except OSError as problem:
        if problem.filename is None:
            raise
        sentence = _unusable(problem)
    print(f"florence {name}: {sentence}", file=sys.stderr)
    return FAILED


def _no_tables(environment: Environment) -> str:
    if environment.urls is not None:
        return (
            "The database has no tables yet, or lacks some. Is FLORENCE_DATABASE_URL right? "
            "Else run “florence migrate”."
        )
    return (
        f"This home has no tables yet, or lacks some: {environment.home}. Is FLORENCE_HOME right? "
        "Else run “florence migrate”."
    )


def _unusable(problem: OSError) -> str:
    path = problem.filename2 or problem.filename
    return (
        f"{os.fsdecode(path)} cannot be used ({(problem.strerror or 'no reason given').lower()}). "
        "Name another place, or let the user under whom Florence runs read and write there."
    )


def _run(arguments: argparse.Namespace) -> int:
    environment = Environment.from_environ()
    if arguments.command not in MAKING_A_HOME:
        _refuse_missing_home(environment)
    make_home(environment.home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "florence.config.settings")
    return COMMANDS[arguments.command].run(arguments, environment)


def _refuse_missing_home(environment: Environment) -> None:
    """A mistyped FLORENCE_HOME must not become a second, empty hospital."""
    if environment.urls is None and read_record(environment.home) is None:
        raise DatabaseProblem(
            f"There is no Florence in {environment.home}. Is FLORENCE_HOME right? "
            "“florence serve” or “florence migrate” makes a new one there."
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="florence", description="Florence, a hospital management system.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        summary = (command.__doc__ or "").splitlines()[0]
        command.add_arguments(commands.add_parser(name, help=summary, description=summary))
    return parser


if __name__ == "__main__":
    sys.exit(main())
