"""Finding diagnoses, and refusing codes that are not complete."""

import pytest

from florence.terminology.diagnoses import find_diagnosis, is_valid_diagnosis, search_diagnoses
from florence.terminology.shipped import shipped_json


def codes(text: str, limit: int = 20) -> list[str]:
    return [diagnosis.code for diagnosis in search_diagnoses(text, limit)]


def test_it_works() -> None:
    found = search_diagnoses("type 2 diabetes")[0]
    assert (found.code, found.name) == ("E11.9", "Type 2 diabetes mellitus without complications")


@pytest.mark.parametrize(
    "code", ["E11", "E11.", "S72.001", "Z99.Z", "", "A00-A09", "1", "T36.0X1", "E11.99X"]
)
def test_a_category_or_unknown_code_is_not_valid(code: str) -> None:
    assert not is_valid_diagnosis(code)


@pytest.mark.parametrize("code", ["E11.9", "e119", "I10", "S72.001A", "S72001A", "T36.0X1A", "U07.1"])
def test_a_complete_code_is_valid_with_or_without_its_dot(code: str) -> None:
    assert is_valid_diagnosis(code)


def test_a_seventh_character_that_does_not_exist_is_refused() -> None:
    assert find_diagnosis("S72.001Z") is None


def test_the_name_tells_the_seventh_character() -> None:
    found = find_diagnosis("S72.001A")
    assert found is not None
    assert found.name.endswith("right femur, initial encounter for closed fracture")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("heart attack", "I21.9"),
        ("uti", "N39.0"),
        ("hyperten", "I10"),
        ("chest pain", "R07.9"),
        ("J45.909", "J45.909"),
        ("s72.001b", "S72.001B"),
        ("anaemia", "D64.9"),
        ("oesophagus barrett", "K22.70"),
        ("fracture neck right femur subsequent", "S72.001D"),
    ],
)
def test_words_abbreviations_spellings_and_codes_are_found(text: str, first: str) -> None:
    assert codes(text)[0] == first


def test_an_inclusion_term_is_found() -> None:
    assert "A18.13" in codes("tuberculous urethritis")


@pytest.mark.parametrize("text", ["", "  ", "...", "qqqqq", "diabetes qqqqq"])
def test_nothing_is_found_for_nothing(text: str) -> None:
    assert codes(text) == []


def test_no_more_than_the_limit_is_given() -> None:
    assert len(codes("fracture", 7)) == 7
    assert len(codes("E11", 5)) == 5


def test_everyday_words_lead_to_valid_codes_only() -> None:
    for phrase, listed in shipped_json("everyday_words")["phrases"].items():
        assert all(is_valid_diagnosis(code) for code in listed), phrase
        assert set(listed) <= set(codes(phrase)), phrase
