"""Run the jobs: reminders, documents, imports, upkeep."""

import argparse

import django
from django.core.management import call_command

from florence.config.database import running_database
from florence.config.environment import Environment
from florence.foundation.postgresql.checks import check_application_role

STOP_TIMEOUT_S = 25
"""How long a job may go on after a stop is asked for; shorter than the supervisor's patience."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how many jobs run side by side."""
    parser.add_argument("--jobs", type=int, default=2, help="jobs that run side by side (2)")


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Take jobs until asked to stop."""
    with running_database(environment) as urls:
        check_application_role(urls.application)
        django.setup()
        call_command(
            "procrastinate", "worker", concurrency=arguments.jobs, shutdown_graceful_timeout=STOP_TIMEOUT_S
        )
    return 0
