"""Calculations from measurements. A missing input gives an incomplete calculation, never a number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

CENTIMETRES_IN_A_METRE = Decimal(100)


@dataclass(frozen=True)
class Calculation:
    """A value with its unit, formula and inputs, or None with the names of what is missing."""

    value: Decimal | None
    unit: str
    formula: str
    inputs: Mapping[str, Decimal] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


def body_mass_index(weight_kg: Decimal | None, height_cm: Decimal | None) -> Calculation:
    """Weight in kg divided by the square of the height in m, to one decimal (WHO Technical Report 894, 2000).

    Raises ValueError for a height of zero or less.
    """
    formula = "body mass index: kg/m2"
    present, missing = _sort({"weight": weight_kg, "height": height_cm})
    if missing:
        return Calculation(None, "kg/m2", formula, present, missing)
    if present["height"] <= 0:
        raise ValueError("The height must be more than 0 cm. Measure it again.")
    metres = present["height"] / CENTIMETRES_IN_A_METRE
    return Calculation(_round(present["weight"] / metres**2, "0.1"), "kg/m2", formula, present)


def mean_arterial_pressure(systolic: Decimal | None, diastolic: Decimal | None) -> Calculation:
    """(systolic + 2 × diastolic) / 3 in mm[Hg], rounded to a whole number (standard formula)."""
    formula = "mean arterial pressure: (S + 2D) / 3"
    present, missing = _sort({"systolic": systolic, "diastolic": diastolic})
    if missing:
        return Calculation(None, "mm[Hg]", formula, present, missing)
    mean = (present["systolic"] + 2 * present["diastolic"]) / 3
    return Calculation(_round(mean, "1"), "mm[Hg]", formula, present)


def _sort(
    given: Mapping[str, Decimal | None],
) -> tuple[dict[str, Decimal], tuple[str, ...]]:
    present = {name: value for name, value in given.items() if value is not None}
    return present, tuple(name for name in given if name not in present)


def _round(value: Decimal, step: str) -> Decimal:
    return value.quantize(Decimal(step), rounding=ROUND_HALF_UP)
