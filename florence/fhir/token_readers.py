"""How each FHIR type becomes tokens:
https://hl7.org/fhir/R4/search.html, sections on the kinds of parameters.
"""

from collections.abc import Iterator
from typing import Any

from florence.fhir import dates, texts
from florence.fhir.numbers import column_number
from florence.fhir.references import target_of
from florence.fhir.values import Reader, Token

Value = dict[str, Any]
CURRENCY = "urn:iso:std:iso:4217"


def read_code(parameter: str, value: str, found: list[Token]) -> None:
    """A code, id, text or address taken as it is."""
    found.append(Token(parameter, "code", "", value))


def read_boolean(parameter: str, value: bool, found: list[Token]) -> None:
    """True or false."""
    found.append(Token(parameter, "code", "", "true" if value else "false"))


def read_coding(parameter: str, value: Value, found: list[Token]) -> None:
    """A Coding, unless it has a display only."""
    if "code" in value:
        found.append(Token(parameter, "token", value.get("system", ""), value["code"]))


def read_concept(parameter: str, value: Value, found: list[Token]) -> None:
    """Every coding of a CodeableConcept."""
    for coding in value.get("coding", ()):
        if "code" in coding:
            found.append(Token(parameter, "token", coding.get("system", ""), coding["code"]))


def read_identifier(parameter: str, value: Value, found: list[Token]) -> None:
    """The value of an Identifier within its system."""
    if "value" in value:
        found.append(Token(parameter, "token", value.get("system", ""), value["value"]))


def read_contact(parameter: str, value: Value, found: list[Token]) -> None:
    """The number or address of a ContactPoint, of a telephone its digits only, so that spaces do not matter."""
    text = value.get("value", "")
    if text:
        found.append(Token(parameter, "code", "", contact_code(text)))


def contact_code(text: str) -> str:
    """Return what two ways of writing one telephone number or e-mail address have in common."""
    return texts.fold(text) if "@" in text else "".join(letter for letter in text if letter.isdigit()) or text


def read_reference(parameter: str, value: Value, found: list[Token]) -> None:
    """What a Reference names, unless that is contained or known by an identifier only."""
    target = target_of(value.get("reference", ""))
    if target:
        found.append(Token(parameter, "reference", "", target))


def read_canonical(parameter: str, value: str, found: list[Token]) -> None:
    """An address of a definition, its version left out."""
    found.append(Token(parameter, "reference", "", value.partition("|")[0]))


def read_uri(parameter: str, value: str, found: list[Token]) -> None:
    """An address as it is."""
    found.append(Token(parameter, "uri", "", value))


def read_date(parameter: str, value: str, found: list[Token]) -> None:
    """The stretch of time that a date or moment names."""
    starts, ends = dates.span(value)
    found.append(Token(parameter, "date", starts=starts, ends=ends))


def read_period(parameter: str, value: Value, found: list[Token]) -> None:
    """From the start of the period's start to the end of its end; open where one is missing."""
    starts = dates.span(value["start"])[0] if "start" in value else None
    ends = dates.span(value["end"])[1] if "end" in value else None
    if starts or ends:
        found.append(Token(parameter, "date", starts=starts, ends=ends))


def read_timing(parameter: str, value: Value, found: list[Token]) -> None:
    """From the first to the last event of a Timing, or its bounds."""
    spans = [dates.span(event) for event in value.get("event", ()) if event]
    if spans:
        starts, ends = min(span[0] for span in spans), max(span[1] for span in spans)
        found.append(Token(parameter, "date", starts=starts, ends=ends))
    else:
        read_period(parameter, value.get("repeat", {}).get("boundsPeriod", {}), found)


def read_quantity(parameter: str, value: Value, found: list[Token]) -> None:
    """A number with its unit: the code, or the unit's text where there is no code."""
    number = column_number(value.get("value"))
    if number is not None:
        unit = value.get("code") or value.get("unit") or ""
        found.append(Token(parameter, "quantity", value.get("system", ""), unit, number=number))


def read_money(parameter: str, value: Value, found: list[Token]) -> None:
    """An amount with its currency as the unit."""
    number = column_number(value.get("value"))
    if number is not None:
        found.append(Token(parameter, "quantity", CURRENCY, value.get("currency", ""), number=number))


def read_number(parameter: str, value: Any, found: list[Token]) -> None:
    """A plain number."""
    number = column_number(value)
    if number is not None:
        found.append(Token(parameter, "number", number=number))


def read_string(parameter: str, value: str, found: list[Token]) -> None:
    """Text, folded."""
    found.append(Token(parameter, "string", "", texts.fold(value)))


def read_parts(parameter: str, value: Value, found: list[Token]) -> None:
    """Each part of a HumanName or Address, folded."""
    for text in _parts(value):
        read_string(parameter, text, found)


def _parts(value: Value) -> Iterator[str]:
    for key, part in value.items():
        if key in ("use", "type", "id"):
            continue
        for each in part if isinstance(part, list) else (part,):
            if isinstance(each, str):
                yield each


_PLAIN: dict[str, Reader] = dict.fromkeys(("code", "string", "id", "uri"), read_code)
_ADDRESSES: dict[str, Reader] = dict.fromkeys(("uri", "url", "canonical", "oid", "uuid"), read_uri)
_MEASURES: dict[str, Reader] = dict.fromkeys(
    ("Quantity", "Age", "Duration", "Count", "Distance"), read_quantity
)

READERS: dict[str, dict[str, Reader]] = {
    "token": _PLAIN
    | {
        "boolean": read_boolean,
        "Coding": read_coding,
        "CodeableConcept": read_concept,
        "Identifier": read_identifier,
        "ContactPoint": read_contact,
    },
    "reference": {"Reference": read_reference, "canonical": read_canonical, "uri": read_canonical},
    "date": dict.fromkeys(("date", "dateTime", "instant"), read_date)
    | {"Period": read_period, "Timing": read_timing},
    "number": dict.fromkeys(("integer", "decimal", "positiveInt", "unsignedInt"), read_number),
    "quantity": _MEASURES | {"Money": read_money},
    "uri": _ADDRESSES,
    "string": dict.fromkeys(("string", "markdown"), read_string)
    | {"HumanName": read_parts, "Address": read_parts},
}
