"""What can be a measurement at all (refused) and what is more likely a slip of the pen (asked)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from florence.clinical.ages import Age
from florence.clinical.bands import Band, bands_by_code, find_band
from florence.clinical.vitals import vital_sign


class Verdict(StrEnum):
    """PLAUSIBLE also stands for values nobody has given limits for: a limit is never invented."""

    PLAUSIBLE = "plausible"
    UNLIKELY = "unlikely"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class Plausibility:
    """The verdict with the limits that led to it, for the sentence on the screen."""

    verdict: Verdict
    low: Decimal | None = None
    high: Decimal | None = None
    source: str = ""


def check_plausibility(code: str, value: Decimal, unit: str, age: Age | None = None) -> Plausibility:
    """Judge a vital sign: outside the impossible limits refuse it, outside the unlikely ones for the age ask.

    Both limits are themselves allowed. A value in another unit than the table's is judged PLAUSIBLE with no
    limits: convert it first.
    """
    for verdict in (Verdict.IMPOSSIBLE, Verdict.UNLIKELY):
        band = _limits(verdict, code, unit, age)
        if band is not None and _outside(value, band):
            return Plausibility(verdict, band.low, band.high, band.source)
    return Plausibility(Verdict.PLAUSIBLE)


# Kilograms in an international pound, exactly (NIST Special Publication 811, 2008, appendix B.8).
KILOGRAMS_IN_A_POUND = Decimal("0.45359237")
# How far a weight may have moved since the last one and still look like the same weight in the other unit. It only
# decides whether a question is asked.
ABOUT = Decimal("0.1")


def looks_like_pounds(weight: Decimal, last: Decimal) -> bool:
    """Whether a weight that was typed as kilograms is about the last one, in kilograms, counted in pounds."""
    in_pounds = last / KILOGRAMS_IN_A_POUND
    return abs(weight - in_pounds) <= ABOUT * in_pounds


def is_pressure_possible(systolic: Decimal, diastolic: Decimal) -> bool:
    """Whether the two numbers can belong to one reading: the diastolic lies below the systolic."""
    return diastolic < systolic


def _limits(verdict: Verdict, code: str, unit: str, age: Age | None) -> Band | None:
    sign = vital_sign(code)
    bands = bands_by_code(verdict.value).get(sign.code if sign else code, ())
    return find_band(bands, unit, None, age)


def _outside(value: Decimal, band: Band) -> bool:
    if band.low is not None and value < band.low:
        return True
    return band.high is not None and value > band.high
