from decimal import Decimal

import pytest

from florence.ui import figures


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_it_works() -> None:
    assert plain(figures.grouped("00451827")) == "004 518 27"


def test_another_grouping_may_be_given() -> None:
    assert plain(figures.grouped("9434765919", "3-3-4")) == "943 476 5919"


@pytest.mark.parametrize("number", ["451827", "A-1234567", "", "٠٠٤٥١٨٢٧٩"])
def test_a_number_of_another_form_is_left_alone(number: str) -> None:
    assert figures.grouped(number) == number


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal("4.0"), "4.0"),
        (Decimal("1E+3"), "1000"),
        (94, "94"),
        ("104/62", "104/62"),
        (Decimal("-0.5"), "−0.5"),
    ],
)
def test_a_measured_value_keeps_its_digits(value: Decimal | int | str, words: str) -> None:
    assert figures.amount(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(Decimal("0.50"), "0.5"), (Decimal("5.0"), "5"), (Decimal(".5"), "0.5"), (100, "100")],
)
def test_a_dose_has_no_trailing_zero(value: Decimal | int, words: str) -> None:
    assert figures.dose(value) == words


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("ug", "micrograms"),
        ("[IU]", "units"),
        ("mm[Hg]", "mmHg"),
        ("{score}", ""),
        ("{beats}/min", "/min"),
        ("kg", "kg"),
    ],
)
def test_units_are_written_as_people_write_them(unit: str, words: str) -> None:
    assert figures.unit_words(unit) == words


@pytest.mark.parametrize(
    ("value", "currency", "words"),
    [
        (Decimal("1284.5"), "GBP", "£1,284.50"),
        (Decimal(-35), "EUR", "−€35.00"),
        (Decimal(12), "CHF", "CHF 12.00"),
        (Decimal(1200), "JPY", "JPY 1,200"),
        (Decimal(0), "USD", "$0.00"),
    ],
)
def test_money_has_its_currency(value: Decimal, currency: str, words: str) -> None:
    assert plain(figures.money(value, currency)) == words
