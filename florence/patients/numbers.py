"""The hospital's own numbers for patients: seven digits and a check digit."""

from uuid import UUID

from django.db import connection
from stdnum import luhn

from florence.foundation.blind import token_hash
from florence.patients.models import PatientIdentifier
from florence.patients.rules.identifiers import HOSPITAL_NUMBERS

DIGITS = 7


def next_hospital_number() -> str:
    """A number that nobody had before: from a sequence, so that gaps are possible and repeats are not.

    Numbers that were typed at the desk are passed over.
    """
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('patients_hospital_number')")
            (serial,) = cursor.fetchone()
        number = with_check_digit(serial)
        if not is_taken(number):
            return number


def is_taken(number: str) -> bool:
    """Whether somebody has the hospital number, or had it: a number that was taken back is never given again."""
    return PatientIdentifier.objects.filter(value_hash=identifier_hash(HOSPITAL_NUMBERS, number)).exists()


def belongs_to(subject_id: UUID, number: str) -> bool:
    """Whether the hospital number is, or was, one of the subject's."""
    hashed = identifier_hash(HOSPITAL_NUMBERS, number)
    return PatientIdentifier.objects.filter(value_hash=hashed, subject_id=subject_id).exists()


def identifier_hash(system: str, value: str) -> int:
    """The keyed hash under which an identifier is found, whatever spaces and capitals it is typed with."""
    return token_hash("identifier", system, "".join(value.split()).casefold())


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
