"""Passwords that thieves know."""

import pytest
from django.core.exceptions import ValidationError

from florence.security.passwords import BreachedPasswordValidator, breached_passwords


def test_it_works() -> None:
    BreachedPasswordValidator().validate("four words make sense")
    assert len(breached_passwords()) > 40_000


@pytest.mark.parametrize(
    "bad",
    [
        "password",
        "PASSWORD",
        "password2026!",
        "!!!iloveyou!!!",
        "sunshinesunshine",
        "qwertyuiop",
        "123456789012",
        "aaaaaaaaaaaa",
    ],
)
def test_what_thieves_try_first_is_refused(bad: str) -> None:
    with pytest.raises(ValidationError):
        BreachedPasswordValidator().validate(bad)
