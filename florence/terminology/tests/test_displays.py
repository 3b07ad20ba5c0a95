"""Names of codes, vaccines and plain words."""

from collections.abc import Callable

import pytest

from florence.terminology import systems
from florence.terminology.displays import display
from florence.terminology.patient_words import (
    TESTS,
    words_for_condition,
    words_for_test,
    words_for_vaccine,
    words_for_visit,
)
from florence.terminology.vaccines import find_vaccine, list_active_vaccines


def test_it_works() -> None:
    assert display(systems.LOINC, "4548-4") == "Hemoglobin A1c/Hemoglobin.total in Blood"


@pytest.mark.parametrize(
    ("system", "code", "name"),
    [
        (systems.CVX, "03", "MMR"),
        (systems.RXNORM, "310965", "Ibuprofen 200 MG Oral Tablet"),
        (systems.ICD_10_CM, "I10", "Essential (primary) hypertension"),
        (systems.CONDITION_CLINICAL, "active", "Active"),
        (systems.ACT_CODE, "EMER", "emergency"),
        (systems.INTERPRETATION, "HH", "Critical high"),
    ],
)
def test_each_shipped_system_names_its_codes(system: str, code: str, name: str) -> None:
    assert display(system, code) == name


@pytest.mark.parametrize(
    ("system", "code"),
    [(systems.SNOMED, "44054006"), (systems.LOINC, "0-0"), (systems.ICD_10_CM, "E11"), ("urn:x", "1")],
)
def test_an_unknown_code_has_no_name(system: str, code: str) -> None:
    assert display(system, code) is None


def test_only_active_vaccines_are_offered_and_old_ones_still_have_a_name() -> None:
    assert all(vaccine.is_active for vaccine in list_active_vaccines())
    old = find_vaccine("01")
    assert old is not None
    assert (old.name, old.is_active) == ("DTP", False)


def test_a_vaccine_against_several_illnesses_stands_in_each_group() -> None:
    vaccine = find_vaccine("110")
    assert vaccine is not None
    assert vaccine.groups == ("DTAP", "HepB", "POLIO")


def test_patients_read_plain_words() -> None:
    words = words_for_test("4548-4")
    assert words is not None
    assert str(words.name) == "HbA1c: average blood sugar"
    assert str(words_for_vaccine("140")) == "Flu vaccine"
    assert str(words_for_visit("EMER")) == "Emergency visit"
    assert str(words_for_visit("unheard of")) == "Visit"
    assert str(words_for_condition("E11.9")) == "Hormones, sugar and weight"


@pytest.mark.parametrize(
    ("words_for", "code"),
    [(words_for_test, "0-0"), (words_for_vaccine, "24"), (words_for_condition, "44054006")],
)
def test_nothing_is_made_up_for_an_unknown_code(words_for: Callable[[str], object], code: str) -> None:
    assert words_for(code) is None


def test_the_plain_words_are_short() -> None:
    assert all(len(str(words.name)) <= 32 and len(str(words.meaning)) <= 90 for words in TESTS.values())
