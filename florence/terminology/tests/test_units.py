"""Units: shown, understood, converted both ways, refused when unlike (A6-25)."""

from decimal import Decimal

import pytest

from florence.terminology.units import UnknownConversion, convert, ucum_code, unit_sign


def test_it_works() -> None:
    assert convert(Decimal("98.6"), "[degF]", "Cel").quantize(Decimal("0.1")) == Decimal("37.0")


@pytest.mark.parametrize(
    ("value", "unit", "into", "loinc", "expected"),
    [
        ("180", "[lb_av]", "kg", None, "81.65"),
        ("70", "[in_i]", "cm", None, "177.80"),
        ("13.5", "g/dL", "g/L", None, "135.00"),
        ("7.2", "10*3/uL", "10*9/L", None, "7.20"),
        ("4.5", "10*6/uL", "10*12/L", None, "4.50"),
        ("120", "mm[Hg]", "kPa", None, "16.00"),
        ("90", "mg/dL", "mmol/L", "2345-7", "5.00"),
        ("1.2", "mg/dL", "umol/L", "2160-0", "106.08"),
        ("1.2", "mg/dL", "umol/L", "38483-4", "106.08"),
        ("12", "mg/L", "umol/L", "2160-0", "106.08"),
        ("140", "meq/L", "mmol/L", "2951-2", "140.00"),
        ("7.0", "%", "mmol/mol", "4548-4", "53.00"),
        ("5", "mm", "mm", None, "5.00"),
    ],
)
def test_a6_25_both_ways_within_rounding(
    value: str, unit: str, into: str, loinc: str | None, expected: str
) -> None:
    there = convert(Decimal(value), unit, into, loinc)
    assert there.quantize(Decimal("0.01")) == Decimal(expected)
    assert convert(there, into, unit, loinc).quantize(Decimal("0.0001")) == Decimal(value)


@pytest.mark.parametrize(
    ("unit", "into", "loinc"),
    [
        ("mg/dL", "mmol/L", None),
        ("mg/dL", "mmol/L", "0-0"),
        ("kg", "cm", None),
        ("mL/min", "mL/min/{1.73_m2}", "33914-3"),
        ("U/L", "mg/dL", "1742-6"),
        ("stone", "kg", None),
        ("%", "mmol/mol", None),
        ("meq/L", "mmol/L", None),
    ],
)
def test_a6_25_unlike_units_are_refused(unit: str, into: str, loinc: str | None) -> None:
    with pytest.raises(UnknownConversion):
        convert(Decimal(1), unit, into, loinc)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mmHg", "mm[Hg]"),
        ("°C", "Cel"),
        ("IU/L", "U/L"),
        ("μmol/L", "umol/L"),
        (" kg ", "kg"),
        ("bpm", "/min"),
    ],
)
def test_units_as_people_write_them_are_understood(text: str, code: str) -> None:
    assert ucum_code(text) == code


@pytest.mark.parametrize("text", ["", "units", "stone", "MG"])
def test_a_unit_that_is_not_known_is_not_guessed(text: str) -> None:
    assert ucum_code(text) is None


@pytest.mark.parametrize(
    ("code", "sign"),
    [
        ("mm[Hg]", "mmHg"),
        ("Cel", "°C"),
        ("10*3/uL", "×10³/µL"),
        ("kg/m2", "kg/m²"),
        ("{score}", ""),
        ("stone", "stone"),
    ],
)
def test_units_are_shown_as_people_read_them(code: str, sign: str) -> None:
    assert unit_sign(code) == sign
