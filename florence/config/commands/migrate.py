"""Bring the tables up to date, as the owner of the database."""

import argparse
import os

import django
from django.core.management import call_command

from florence.config.database import running_database
from florence.config.environment import Environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Migrate; the rows that migrations touch are seen whoever they belong to."""
    with running_database(environment):
        os.environ["FLORENCE_DATABASE_ROLE"] = "owner"
        django.setup()
        call_command("createcachetable", verbosity=0)
        call_command("migrate", interactive=False, verbosity=1)
        # Slices can be imported only after setup.
        from florence.config.first_day import prepare_first_day  # noqa: PLC0415

        prepare_first_day()
    return 0
