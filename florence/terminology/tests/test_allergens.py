"""The pick lists of the allergy form."""

from florence.terminology.allergens import ALLERGENS, REACTIONS, find_allergen, search_allergens


def test_it_works() -> None:
    assert [allergen.key for allergen in search_allergens("penic")] == ["penicillin"]
    assert ALLERGENS[0].coding == {
        "system": "http://www.nlm.nih.gov/research/umls/rxnorm",
        "code": "70618",
        "display": "Penicillin",
    }


def test_a_food_has_no_code_and_is_recorded_in_words() -> None:
    peanut = find_allergen("peanut")
    assert peanut is not None
    assert peanut.coding is None


def test_a_key_that_is_not_listed_is_not_found() -> None:
    assert find_allergen("moonlight") is None
    assert search_allergens("moonlight") == []


def test_without_a_text_the_list_is_offered_up_to_the_limit() -> None:
    assert len(search_allergens("", 5)) == 5


def test_keys_and_codes_are_not_used_twice() -> None:
    codes = [allergen.rxnorm for allergen in ALLERGENS if allergen.rxnorm]
    assert len(codes) == len(set(codes))
    assert len({allergen.key for allergen in ALLERGENS}) == len(ALLERGENS)
    assert len({key for key, _ in REACTIONS}) == len(REACTIONS)
