"""The hospital's own numbers for patients: seven digits and a check digit."""

from django.db import connection
from stdnum import luhn

DIGITS = 7


def next_hospital_number() -> str:
    """A number that nobody had before: from a sequence, so that gaps are possible and repeats are not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('patients_hospital_number')")
        (serial,) = cursor.fetchone()
    return with_check_digit(serial)


def with_check_digit(serial: int) -> str:
    """Seven digits and their Luhn check digit (ISO/IEC 7812-1 annex B); raises ValueError above seven digits."""
    digits = f"{serial:0{DIGITS}d}"
    if len(digits) > DIGITS:
        raise ValueError("The hospital numbers of seven digits are used up.")
    return digits + luhn.calc_check_digit(digits)


def is_hospital_number(text: str) -> bool:
    """Whether the text, without its spaces, is a hospital number with a right check digit."""
    bare = text.replace(" ", "")
    return len(bare) == DIGITS + 1 and bare.isdigit() and luhn.is_valid(bare)
