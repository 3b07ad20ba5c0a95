"""Passwords that are refused because they are known to thieves."""

import lzma
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BREACHED = Path(__file__).parent / "data" / "breached-passwords.txt.xz"


class BreachedPasswordValidator:
    """Refuses a password that stands on the shipped list of breached passwords."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError when the password, in any capitals, is on the list."""
        if password.lower() in breached_passwords():
            raise ValidationError(
                _("This password is known from a data theft. Choose another one."), code="breached"
            )

    def get_help_text(self) -> str:
        """The sentence beside the password box."""
        return _("It must not be a password that is known from a data theft.")


@cache
def breached_passwords() -> frozenset[str]:
    """The shipped list, in lower case."""
    with lzma.open(BREACHED, "rt", encoding="utf-8") as lines:
        return frozenset(line.rstrip("\n") for line in lines)
