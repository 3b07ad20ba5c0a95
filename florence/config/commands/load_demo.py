"""Load the demo hospital, unless it is there."""

import argparse

import django

from florence.config.database import running_database
from florence.config.demo_refusal import refuse_hospital
from florence.config.environment import Environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Load it and tell the steps. Works in a demo only: its passwords are known to everyone.

    Raises DatabaseProblem when the database holds a hospital that is no demo.
    """
    if not environment.demo:
        print("florence load-demo: the demo hospital is loaded by “florence serve --demo” only.")
        return 1
    with running_database(environment) as urls:
        refuse_hospital(urls.owner)
        django.setup()
        # The demo reaches every slice, whose tables can be imported after setup only.
        from florence.config import demo  # noqa: PLC0415

        demo.load(_tell)
    return 0


def _tell(step: str) -> None:
    print(f"  {step}", flush=True)
