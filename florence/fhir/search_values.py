"""The values of search parameters, read by the kind of the
parameter: https://hl7.org/fhir/R4/search.html#ptypes.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import get_args

from florence.fhir import dates
from florence.fhir.conditions import Measure, Moment, Prefix
from florence.fhir.definitions import tables
from florence.fhir.references import split, target_of
from florence.fhir.texts import fold
from florence.fhir.token_readers import contact_code

PREFIXES = get_args(Prefix)
NUMBER = re.compile(r"^[+-]?\d{1,16}(\.\d{1,16})?([eE][+-]?\d{1,2})?$")
IDENTIFIER = re.compile(r"^[A-Za-z0-9\-.]{1,64}$")
DATE = re.compile(r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$")


class Unreadable(ValueError):
    """A value does not have the form of its kind; the text says which form it should have."""


def split_values(text: str, by: str = ",") -> list[str]:
    r"""Split at separators that no backslash protects; the escapes \, \| \$ \\ are kept for `unescape`."""
    if "\\" not in text:
        return text.split(by)
    parts, start, position = [], 0, 0
    while position < len(text):
        if text[position] == "\\":
            position += 1
        elif text[position] == by:
            parts.append(text[start:position])
            start = position + 1
        position += 1
    return [*parts, text[start:]]


def unescape(text: str) -> str:
    """Take away the backslashes that protect , | $ and \\ themselves."""
    return re.sub(r"\\([,|$\\])", r"\1", text)


def read_token(text: str) -> tuple[str | None, str | None]:
    """Return (system, code) of system|code, |code (system ""), system| (code None) or code (system None)."""
    parts = [unescape(part) for part in split_values(text, "|")]
    if len(parts) > 2 or not any(parts):
        raise Unreadable("must be a code, system|code, |code or system|")
    if len(parts) == 1:
        return None, parts[0]
    return parts[0], parts[1] or None


def read_contact(text: str) -> tuple[str | None, str | None]:
    """Return a telephone number or address as it is stored, whatever use or system stands before it."""
    return None, contact_code(read_token(text)[1] or "")


def read_reference(text: str, targets: tuple[str, ...], base: str = "") -> list[str]:
    """Return what a value may mean: Type/id as it is, an own address made relative, a bare id with each type."""
    text = unescape(text).removeprefix(f"{base}/") if base else unescape(text)
    if split(text):
        return [target_of(text)]
    if IDENTIFIER.match(text):
        return [f"{target}/{text}" for target in targets or sorted(tables.resource_types())]
    if "://" in text or text.startswith("urn:"):
        return [text.partition("|")[0]]
    raise Unreadable("must be an id, Type/id or an absolute address")


def read_date(text: str) -> Moment:
    """Return the stretch of time that a value with its prefix asks for."""
    prefix, rest = _prefix(text)
    # In a query string the plus of a zone may have become a space.
    rest = rest.replace(" ", "+")
    if not DATE.match(rest):
        raise Unreadable(
            "must be a date such as 2021, 2021-02-28 or 2021-02-28T13:05:00Z, with a prefix or without"
        )
    try:
        starts, ends = dates.span(rest)
    except ValueError:
        raise Unreadable("is not a date of the calendar") from None
    if prefix == "ap":
        tenth = (ends - starts) / 10
        starts, ends = max(starts - tenth, dates.EARLIEST), min(ends, dates.LATEST - tenth) + tenth
    return Moment(prefix, starts, ends)


def read_number(text: str) -> Measure:
    """Return the number that a value asks for, as exact as its digits say: 5.4 means 5.35 to 5.45."""
    prefix, rest = _prefix(text)
    if not NUMBER.match(rest):
        raise Unreadable("must be a number such as 5.4, with a prefix or without")
    try:
        number = Decimal(rest)
    except InvalidOperation:
        raise Unreadable("must be a number") from None
    half = Decimal(5).scaleb(_last_place(number) - 1)
    if prefix == "ap":
        # "Approximately" is ten per cent: https://hl7.org/fhir/R4/search.html#prefix
        half = max(half, abs(number) / 10)
    return Measure(prefix, number, number - half, number + half)


def read_quantity(text: str) -> Measure:
    """Return number and unit of number, number|system|code or number||code."""
    parts = split_values(text, "|")
    if len(parts) not in (1, 3):
        raise Unreadable("must be number, number|system|code or number||code")
    measure = read_number(parts[0])
    if len(parts) == 1:
        return measure
    system, unit = (unescape(part) for part in parts[1:])
    return Measure(measure.prefix, measure.number, measure.low, measure.high, system, unit)


def read_text(text: str) -> str:
    """Return a text folded, so that case and accents do not matter."""
    folded = fold(unescape(text))
    if not folded:
        raise Unreadable("must hold at least one letter")
    return folded


def _prefix(text: str) -> tuple[Prefix, str]:
    for prefix in PREFIXES:
        if text.startswith(prefix):
            return prefix, text[len(prefix) :]
    return "eq", text


def _last_place(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
