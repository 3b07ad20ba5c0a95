"""JSON Schemas of the FHIR primitives (https://hl7.org/fhir/R4/datatypes.html#primitive), calendar included.

Stricter than the expressions printed there where those let impossible values pass: 30 February is not a date.
"""

from typing import Any

# https://hl7.org/fhir/R4/datatypes.html#string: strings shall not exceed 1,048,576 characters.
LONGEST_STRING = 1024 * 1024

_YEAR = r"(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
_LEAP_YEAR = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = (
    rf"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    rf"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
_ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"

DATE = rf"{_YEAR}(?:-{_MONTH})?|{_DAY}"
INSTANT = rf"{_DAY}T{_CLOCK}{_ZONE}"
IDENTIFIER = r"[A-Za-z0-9\-.]{1,64}"

# Control characters other than tab, line feed and carriage return are refused, NUL first of all:
# PostgreSQL cannot hold it and screens cannot show it. At least one character must be visible.
TEXT = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F]*[^\x00-\x20][^\x00-\x08\x0B\x0C\x0E-\x1F]*$"


def _pattern(expression: str, longest: int = LONGEST_STRING) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^(?:{expression})$", "maxLength": longest}


def _whole(least: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": 2**31 - 1}


_VISIBLE = r"[^\x00-\x20]"
_ADDRESS = _pattern(rf"{_VISIBLE}+")

SCHEMAS: dict[str, dict[str, Any]] = {
    "boolean": {"type": "boolean"},
    "integer": _whole(-(2**31)),
    "unsignedInt": _whole(0),
    "positiveInt": _whole(1),
    "decimal": {"type": "number"},
    "string": {"type": "string", "pattern": TEXT, "maxLength": LONGEST_STRING},
    "markdown": {"type": "string", "pattern": TEXT, "maxLength": LONGEST_STRING},
    "uri": _ADDRESS,
    "url": _ADDRESS,
    "canonical": _ADDRESS,
    "oid": _pattern(r"urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+"),
    "uuid": _pattern(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    "id": _pattern(IDENTIFIER, 64),
    "code": _pattern(rf"{_VISIBLE}+(?: {_VISIBLE}+)*"),
    "date": _pattern(DATE, 10),
    "dateTime": _pattern(rf"{DATE}|{INSTANT}", 64),
    "instant": _pattern(INSTANT, 64),
    "time": _pattern(_CLOCK, 32),
    "base64Binary": {"type": "string", "pattern": r"^(?:\s*[0-9a-zA-Z+/=]\s*)+$"},
    "xhtml": {"type": "string", "pattern": r"^\s*<div[\s>/]", "maxLength": LONGEST_STRING},
}
