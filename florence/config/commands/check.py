"""Check settings, database, rights and tables; says what is wrong and what to do."""

import argparse

import django
from django.core.management import CommandError, call_command

from florence.config.database import running_database
from florence.config.environment import Environment
from florence.foundation.postgresql.checks import check_application_role


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Check one thing after the other and stop at the first that is wrong."""
    print(f"The environment is in order. Data: {environment.home}")
    with running_database(environment) as urls:
        print("The database answers, is new enough and keeps what it acknowledges.")
        check_application_role(urls.application)
        print("The application's role owns no tables and is bound by the row policies.")
        django.setup()
        return _check_product()


def _check_product() -> int:
    try:
        call_command("check", verbosity=0)
        call_command("migrate", check_unapplied=True, verbosity=0)
    except CommandError as fault:
        print(f"The settings are not in order: {fault}")
        return 1
    except SystemExit:
        print("The tables are not up to date. Run “florence migrate”.")
        return 1
    print("Settings and tables are in order.")
    return 0
