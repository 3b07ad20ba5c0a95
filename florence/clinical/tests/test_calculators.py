"""Each expected value is computed a second way, in whole numbers."""

from decimal import Decimal
from fractions import Fraction

import pytest

from florence.clinical.calculators import body_mass_index, mean_arterial_pressure


def test_it_works() -> None:
    found = body_mass_index(Decimal("82.5"), Decimal(178))
    assert found.value == Decimal("26.0")
    assert found.is_complete
    assert abs(Fraction(found.value) - Fraction(825, 10) / Fraction(178, 100) ** 2) <= Fraction(5, 100)


@pytest.mark.parametrize(
    ("systolic", "diastolic", "mean"),
    [(120, 80, 93), (110, 70, 83), (121, 80, 94), (90, 90, 90)],
)
def test_mean_arterial_pressure(systolic: int, diastolic: int, mean: int) -> None:
    found = mean_arterial_pressure(Decimal(systolic), Decimal(diastolic))
    assert found.value == Decimal(mean)
    assert abs(Fraction(mean) - Fraction(systolic + 2 * diastolic, 3)) <= Fraction(1, 2)


def test_half_is_rounded_up() -> None:
    assert body_mass_index(Decimal("72.25"), Decimal(170)).value == Decimal("25.0")
    assert body_mass_index(Decimal("20.05"), Decimal(100)).value == Decimal("20.1")


def test_a_missing_input_is_named_and_gives_no_number() -> None:
    found = body_mass_index(Decimal(70), None)
    assert (found.value, found.missing, found.is_complete) == (None, ("height",), False)
    assert mean_arterial_pressure(None, None).missing == ("systolic", "diastolic")


def test_a_height_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="height"):
        body_mass_index(Decimal(70), Decimal(0))
