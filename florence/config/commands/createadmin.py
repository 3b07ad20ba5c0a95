"""Make the first administrator of a new installation; asks for a password without showing it."""

import argparse
import getpass
import os
import sys

import django

from florence.config.database import running_database
from florence.config.environment import Environment

PASSWORD_VARIABLE = "FLORENCE_ADMIN_PASSWORD"  # noqa: S105  the name of a variable, not a password


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who it is."""
    parser.add_argument("email", help="the address with which the administrator signs in")
    parser.add_argument("name", help="the name that others see")


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Make the account with the role of administrator; gives 1 and a sentence when it can't be made.

    The password is asked for, or taken from FLORENCE_ADMIN_PASSWORD when nobody can be asked.
    """
    password = os.environ.get(PASSWORD_VARIABLE) or getpass.getpass("Password: ")
    with running_database(environment):
        django.setup()
        return _create(arguments.email, arguments.name, password)


def _create(email: str, name: str, password: str) -> int:
    # The tables can be imported after setup only.
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    from florence.config.first_day import create_first_administrator  # noqa: PLC0415
    from florence.security.decisions import ActionError  # noqa: PLC0415

    try:
        validate_password(password)
        create_first_administrator(email=email, name=name, password=password)
    except ValidationError as error:
        print(f"florence createadmin: {' '.join(error.messages)}", file=sys.stderr)
        return 1
    except ActionError as error:
        print(f"florence createadmin: {error}", file=sys.stderr)
        return 1
    print(f"{name} can sign in with {email}, and is asked for a second factor first.")
    return 0
