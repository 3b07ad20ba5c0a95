"""JSON in and out without losing a digit.

R4 asks that 1.50 stay 1.50 (https://hl7.org/fhir/R4/datatypes.html#decimal), which a binary float forgets. So
a number that a float would not write back exactly as it came is kept as decimal.Decimal; all others are plain
ints and floats, since reading them so is several times faster. `serialise` writes both back as they came.
"""

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

import orjson

from florence.fhir.issues import Invalid, Issue

LARGEST_BODY = 50 * 1024 * 1024
# Trailing zeros after a full stop (but not N.0, which floats keep), sixteen digits and more, or an exponent.
FRAGILE = re.compile(rb"\.\d*[1-9]0+[\s,}\]]|\.00+[\s,}\]]|\d[\d.]{15}|[0-9][eE][-+0-9]")


def parse(body: bytes, limit: int = LARGEST_BODY) -> dict[str, Any]:
    """Return the JSON object of a body in UTF-8; raises Invalid (status 413 or 400) with one issue otherwise.

    Of a name that is given twice in one object the last one counts.
    """
    if len(body) > limit:
        raise Invalid([Issue("", "too-long", f"the body is longer than {limit} bytes")], status=413)
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Invalid([Issue("", "structure", _explain(error, body))]) from None
    if type(document) is not dict:
        raise Invalid([Issue("", "structure", "the body must be one JSON object in { }")])
    return _parse_exactly(body, document) if FRAGILE.search(body) else document


def serialise(resource: dict[str, Any]) -> bytes:
    """Return compact JSON in UTF-8 with the members in the
    order of the dict and every decimal as it was read.
    """
    return orjson.dumps(resource, default=_write_decimal)


def _parse_exactly(body: bytes, document: dict[str, Any]) -> dict[str, Any]:
    try:
        exact: dict[str, Any] = json.loads(
            body, parse_float=_read_decimal, parse_int=_read_whole, parse_constant=_refuse_constant
        )
    except RecursionError:
        # Nested beyond reason: validation refuses it by its depth, whatever its numbers are.
        return document
    return exact


def _read_decimal(text: str) -> float | Decimal:
    number = float(text)
    return number if repr(number) == text else Decimal(text)


def _read_whole(text: str) -> int | Decimal:
    # orjson writes whole numbers up to 64 bits; longer ones only pass as decimals.
    return int(text) if len(text) < 18 else Decimal(text)


def _refuse_constant(name: str) -> NoReturn:
    raise Invalid([Issue("", "structure", f"{name} is not a JSON number")])


def _write_decimal(value: Any) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(str(value))
    raise TypeError("not a JSON value")


def _explain(error: orjson.JSONDecodeError, body: bytes) -> str:
    if body[:3] == b"\xef\xbb\xbf":
        return "the body begins with a byte order mark: send UTF-8 without one"
    try:
        body.decode()
    except UnicodeDecodeError as fault:
        return f"the body is not UTF-8: byte {fault.start} cannot be read"
    return f"the body is not JSON: {error.msg.split(':')[0]}, line {error.lineno}, column {error.colno}"
