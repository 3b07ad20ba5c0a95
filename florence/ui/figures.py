"""Numbers as people read them: identifiers in groups, quantities with their unit, money with its currency."""

from decimal import Decimal

HOSPITAL_GROUPS = "3-3-2"
MINUS = "\N{MINUS SIGN}"

# Written in full, since the short forms are misread as other doses: ISMP List of Error-Prone Abbreviations.
# Codes on the left are UCUM 2.1.
UNIT_WORDS: dict[str, str] = {
    "ug": "micrograms",
    "mcg": "micrograms",
    "[IU]": "units",
    "[iU]": "units",
    "U": "units",
    "Cel": "°C",
    "[degF]": "°F",
    "mm[Hg]": "mmHg",
    "cm[H2O]": "cmH\N{SUBSCRIPT TWO}O",
    "10*9/L": "× 10⁹/L",
    "10*12/L": "× 10¹²/L",
    "10*3/uL": "× 10³/µL",
    "10*6/uL": "× 10⁶/µL",
    "kg/m2": "kg/m²",
    "mL/min/{1.73_m2}": "mL/min/1.73 m²",
    "[pH]": "",
    "1": "",
}
CURRENCY_SIGNS: dict[str, str] = {"GBP": "£", "EUR": "€", "USD": "$"}
# ISO 4217 currencies without a minor unit that the hospital may meet.
CURRENCIES_WITHOUT_MINOR_UNIT = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "XPF"})


def grouped(number: str, groups: str = HOSPITAL_GROUPS) -> str:
    """An identifier in groups, such as "004 518 27" for 3-3-2.

    A number of another length, or with other characters than digits, is returned as it is: a wrong grouping
    would make it look like a number that it is not.
    """
    sizes = [int(size) for size in groups.split("-")]
    if not number.isdigit() or len(number) != sum(sizes):
        return number
    parts, start = [], 0
    for size in sizes:
        parts.append(number[start : start + size])
        start += size
    return "\N{NO-BREAK SPACE}".join(parts)


def amount(value: Decimal | int | str) -> str:
    """A number with all the digits it was recorded with, never in powers of ten, with a true minus sign."""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return MINUS + text[1:] if text.startswith("-") else text


def dose(value: Decimal | int) -> str:
    """A dose: 0.5 and 5, never .5 and 5.0, since a missed point changes it tenfold (ISMP)."""
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_words(unit: str) -> str:
    """A unit as people write it; UCUM annotations in braces are left out, unknown units stay as they are."""
    if unit in UNIT_WORDS:
        return UNIT_WORDS[unit]
    bare = unit if "{" not in unit else _without_annotations(unit)
    return UNIT_WORDS.get(bare, bare.replace("uL", "µL").replace("umol", "µmol"))


def money(value: Decimal, currency: str) -> str:
    """An amount with its currency: "£1,284.50", "−€35.00", "CHF 12.00"; `currency` is an ISO 4217 code."""
    places = 0 if currency in CURRENCIES_WITHOUT_MINOR_UNIT else 2
    digits = f"{abs(value):,.{places}f}"
    sign = CURRENCY_SIGNS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    return f"{MINUS if value < 0 else ''}{sign}{digits}"


def _without_annotations(unit: str) -> str:
    kept, depth = [], 0
    for character in unit:
        depth += character == "{"
        if depth == 0:
            kept.append(character)
        depth -= character == "}"
    return "".join(kept)
