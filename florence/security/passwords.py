"""Passwords that are refused because they are known to thieves.

The shipped list is in florence/security/data, with its sources. It holds what thieves try first; since passwords here
have twelve characters at least, what people make of a short one is refused too: digits and signs around it, or the
same word over and over. Numbers alone are refused as well.
"""

import lzma
import re
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BREACHED = Path(__file__).parent / "data" / "breached-passwords.txt.xz"
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_REPEATED = re.compile(r"(.+?)\1+")


class BreachedPasswordValidator:
    """Refuses a password that stands on the shipped list of breached passwords, or is made of one."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError when the password, in any capitals, is on the list or made of one that is."""
        if is_breached(password):
            raise ValidationError(
                _("This password is known from a data theft, or is made of one that is. Choose another one."),
                code="breached",
            )

    def get_help_text(self) -> str:
        """The sentence beside the password box."""
        return _("It must not be a password that is known from a data theft.")


def is_breached(password: str) -> bool:
    """Whether the password, what is left without the digits and signs at its ends, or what it repeats is listed."""
    known = breached_passwords()
    whole = password.lower()
    repeated = _REPEATED.fullmatch(whole)
    cores = {whole, _EDGES.sub("", whole), repeated.group(1) if repeated else whole}
    return bool(cores & known) or whole.isdigit() or len(set(whole)) < 4


@cache
def breached_passwords() -> frozenset[str]:
    """The shipped list, in lower case."""
    with lzma.open(BREACHED, "rt", encoding="utf-8") as lines:
        return frozenset(line.rstrip("\n") for line in lines)
