"""UCUM units in use: how they are shown, and conversion where the factor is known.

Own table of the units in use, not the UCUM table. Prefixes and definitions are those of the International
System of Units (BIPM brochure, 9th edition) and of UCUM 2.1; pound and inch by the agreement of 1959.
"""

from dataclasses import dataclass
from decimal import Decimal

from florence.terminology.analytes import factor_between


class UnknownConversion(ValueError):
    """The two units are unlike, or no factor is known; nothing was converted."""


@dataclass(frozen=True)
class Unit:
    """A unit with its sign on the screen. Units of one `kind` differ by `factor` and `offset` only."""

    code: str
    sign: str
    kind: str
    factor: Decimal = Decimal(1)
    offset: Decimal = Decimal(0)


def _units(kind: str, *rows: tuple[str, str, str]) -> list[Unit]:
    return [Unit(code, sign, kind, Decimal(factor)) for code, sign, factor in rows]


# The reading of a thermometer: kelvin = factor × (reading + offset).
_TEMPERATURES = [
    Unit("Cel", "°C", "temperature", Decimal(1), Decimal("273.15")),
    Unit("[degF]", "°F", "temperature", Decimal(5) / Decimal(9), Decimal("459.67")),
    Unit("K", "K", "temperature"),
]
_UNITS = {
    unit.code: unit
    for unit in (
        *_TEMPERATURES,
        *_units(
            "length", ("m", "m", "1"), ("cm", "cm", "0.01"), ("mm", "mm", "0.001"), ("[in_i]", "in", "0.0254")
        ),
        *_units(
            "mass", ("kg", "kg", "1000"), ("g", "g", "1"), ("mg", "mg", "0.001"), ("ug", "µg", "0.000001")
        ),
        *_units("mass", ("pg", "pg", "1E-12"), ("[lb_av]", "lb", "453.59237")),
        *_units("volume", ("L", "L", "1"), ("mL", "mL", "0.001"), ("fL", "fL", "1E-15")),
        *_units("time", ("s", "s", "1"), ("min", "min", "60"), ("h", "h", "3600"), ("d", "d", "86400")),
        *_units("time", ("wk", "wk", "604800")),
        *_units("pressure", ("mm[Hg]", "mmHg", "133.322387415"), ("kPa", "kPa", "1000")),
        *_units("rate", ("/min", "/min", "1")),
        *_units("mass per volume", ("g/L", "g/L", "1"), ("g/dL", "g/dL", "10"), ("mg/dL", "mg/dL", "0.01")),
        *_units("mass per volume", ("mg/L", "mg/L", "0.001"), ("ug/mL", "µg/mL", "0.001")),
        *_units("mass per volume", ("ug/dL", "µg/dL", "0.00001"), ("ug/L", "µg/L", "0.000001")),
        *_units("mass per volume", ("ng/mL", "ng/mL", "0.000001"), ("ng/dL", "ng/dL", "1E-8")),
        *_units("mass per volume", ("ng/L", "ng/L", "1E-9"), ("pg/mL", "pg/mL", "1E-9")),
        *_units("substance per volume", ("mmol/L", "mmol/L", "1"), ("umol/L", "µmol/L", "0.001")),
        *_units("substance per volume", ("nmol/L", "nmol/L", "0.000001"), ("pmol/L", "pmol/L", "1E-9")),
        *_units("charge per volume", ("meq/L", "mEq/L", "1")),
        *_units("activity per volume", ("U/L", "U/L", "1"), ("kU/L", "kU/L", "1000")),
        *_units("arbitrary per volume", ("[IU]/L", "IU/L", "1"), ("m[IU]/L", "mIU/L", "0.001")),
        *_units("arbitrary per volume", ("u[IU]/mL", "µIU/mL", "0.001")),
        *_units("number per volume", ("10*3/uL", "×10³/µL", "1"), ("10*9/L", "×10⁹/L", "1")),
        *_units("number per volume", ("10*6/uL", "×10⁶/µL", "1000"), ("10*12/L", "×10¹²/L", "1000")),
        *_units("mass per mass", ("mg/g", "mg/g", "1")),
        *_units("mass per area", ("kg/m2", "kg/m²", "1")),
        *_units("volume per time", ("mL/min", "mL/min", "1"), ("L/min", "L/min", "1000")),
        *_units("volume per time and area", ("mL/min/{1.73_m2}", "mL/min/1.73 m²", "1")),
        *_units("fraction", ("%", "%", "0.01"), ("1", "", "1")),
        *_units("haemoglobin fraction", ("mmol/mol", "mmol/mol", "1")),
        *_units("acidity", ("[pH]", "pH", "1")),
        *_units("score", ("{score}", "", "1")),
        *_units("T-score", ("{T-score}", "T-score", "1")),
        *_units("INR", ("{INR}", "", "1")),
        *_units("ratio", ("{ratio}", "", "1")),
        *_units("count", ("{count}", "", "1"), ("{#}", "", "1")),
        *_units("visual acuity", ("{logmar}", "logMAR", "1")),
        *_units("specific gravity", ("{SG}", "", "1")),
        *_units("named value", ("{nominal}", "", "1"), ("{presence}", "", "1")),
    )
}
_SPELLINGS = {
    "mmHg": "mm[Hg]",
    "mm Hg": "mm[Hg]",
    "°C": "Cel",
    "C": "Cel",
    "°F": "[degF]",
    "lb": "[lb_av]",
    "lbs": "[lb_av]",
    "in": "[in_i]",
    "bpm": "/min",
    "beats/min": "/min",
    "breaths/min": "/min",
    "IU/L": "U/L",
    "K/uL": "10*3/uL",
    "M/uL": "10*6/uL",
    "x10^9/L": "10*9/L",
    "mEq/L": "meq/L",
    "kg/m^2": "kg/m2",
    "kg/m²": "kg/m2",
    "pH": "[pH]",
    "(score)": "{score}",
    "ng/dl": "ng/dL",
    "mg/dl": "mg/dL",
    "g/dl": "g/dL",
    "ml/min": "mL/min",
}


def ucum_code(text: str) -> str | None:
    """The UCUM code of a unit as people or machines write it, None when it is not known. Never guesses."""
    plain = text.strip().replace("μ", "u").replace("µ", "u")
    return plain if plain in _UNITS else _SPELLINGS.get(text.strip()) or _SPELLINGS.get(plain)


def unit_sign(code: str) -> str:
    """The unit as shown on screens and paper; an unknown code is shown as it came."""
    unit = _UNITS.get(code)
    return unit.sign if unit else code


def convert(value: Decimal, unit: str, into: str, loinc: str | None = None) -> Decimal:
    """The value in another UCUM unit, not rounded.

    Between mass and substance the analyte must be named by its LOINC code. Raises UnknownConversion when the
    units are unlike or no factor is known (A6-25).
    """
    if unit == into:
        return value
    source, target = _UNITS.get(unit), _UNITS.get(into)
    if source is None or target is None:
        raise UnknownConversion(
            f"{unit} cannot be converted into {into}: a unit is not known. Enter it as {into}."
        )
    if source.kind == target.kind:
        return (value + source.offset) * source.factor / target.factor - target.offset
    converted = _through_analyte(value, source, target, loinc)
    if converted is None:
        raise UnknownConversion(f"{unit} and {into} are unlike for this test. Enter the value in {into}.")
    return converted


def _through_analyte(value: Decimal, source: Unit, target: Unit, loinc: str | None) -> Decimal | None:
    """By way of the pair of units the analyte's factor is given for."""
    known = factor_between(loinc) if loinc else None
    conventional = _UNITS.get(known.conventional) if known else None
    international = _UNITS.get(known.international) if known else None
    if known is None or conventional is None or international is None:
        return None
    if (source.kind, target.kind) == (conventional.kind, international.kind):
        given = value * source.factor / conventional.factor
        return (given - known.offset) * known.factor * international.factor / target.factor
    if (source.kind, target.kind) == (international.kind, conventional.kind):
        given = value * source.factor / international.factor
        return (given / known.factor + known.offset) * conventional.factor / target.factor
    return None
