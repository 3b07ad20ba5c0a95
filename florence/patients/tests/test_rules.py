"""Pure rules of people: birth dates, typed searches, keys and likeness."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florence.patients.rules import births, patient_resource, search_text
from florence.patients.rules.births import ImplausibleBirth, birth_of, birth_text_of_age
from florence.patients.rules.folding import folded, latin, skeleton, without_one_letter, words_of
from florence.patients.rules.identifier_kinds import BY_CODE
from florence.patients.rules.languages import choices
from florence.patients.rules.likeness import LEAST, likeness, of_word
from florence.patients.rules.names import shown_name
from florence.patients.rules.patient_resource import Contact, NameEntry
from florence.patients.rules.search_keys import name_keys, phone_key

TODAY = date(2026, 11, 24)
NAMES = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Mn", "Pd", "Zs"]), max_size=60)


def test_it_works() -> None:
    read = search_text.read("anderson mary 14/3/58", TODAY)
    assert read.words == ("anderson", "mary")
    assert read.born == (date(1958, 3, 14), date(1958, 3, 14))


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1890, 1, 1), TODAY))
def test_a1_17_every_spelling_of_a_day_is_read(day: date) -> None:
    month = day.strftime("%b").lower()
    for text in (
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day:%Y-%m-%d}",
        f"{day.day} {month} {day.year}",
        f"{day:%Y%m%d}",
    ):
        assert search_text.read(text, TODAY).born == (day, day), text


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    read = search_text.read(text, TODAY)
    assert len(read.words) <= search_text.MOST_WORDS
    assert read.born is None or read.born[0] <= read.born[1]


@settings(max_examples=300, deadline=None)
@given(NAMES)
def test_every_word_of_a_name_begins_a_key(name: str) -> None:
    keys = name_keys([name])
    for word in words_of(name)[:8]:
        assert any(key.startswith(word) for key in keys)
    assert all(key.endswith(" ") and "\0" not in key for key in keys)


@settings(max_examples=300, deadline=None)
@given(NAMES)
def test_folding_again_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


@settings(max_examples=200, deadline=None)
@given(st.text("abcdefgh", min_size=2, max_size=12), st.data())
def test_two_words_one_edit_apart_share_a_word_without_a_letter(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefghxyz"))
    for other in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    ):
        assert without_one_letter(word) & without_one_letter(other)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 139), st.integers(0, 11))
def test_a1_01_an_age_gives_a_birth_of_that_age(years: int, months: int) -> None:
    text = birth_text_of_age(years, months, TODAY)
    birth = birth_of({"birthDate": text})
    assert birth is not None
    assert not birth.is_exact
    expected = TODAY - timedelta(days=(years * 12 + months) * 30.4375)
    assert birth.first - timedelta(days=3) <= expected <= birth.last + timedelta(days=3)


@pytest.mark.parametrize(("years", "months"), [(-1, 0), (0, -1), (141, 0), (140, 1)])
def test_a1_01_an_implausible_age_is_refused(years: int, months: int) -> None:
    with pytest.raises(ImplausibleBirth):
        birth_text_of_age(years, months, TODAY)


@pytest.mark.parametrize("born", [TODAY + timedelta(days=1), date(1885, 1, 1)])
def test_a1_01_an_implausible_birth_date_is_refused(born: date) -> None:
    with pytest.raises(ImplausibleBirth):
        births.check_plausible(born, TODAY)


@pytest.mark.parametrize("text", ["", "soon", "1958-13", "1958-02-30", None])
def test_an_unreadable_birth_date_is_not_recorded(text: str | None) -> None:
    assert birth_of({"birthDate": text} if text is not None else {}) is None


@pytest.mark.parametrize(
    ("name", "spelled"),
    [("محمد", "mhmd"), ("Сергей", "sergei"), ("አበበ", "abaaba"), ("łukasz", "lukasz"), ("zoë", "zoe")],
)
def test_letters_of_other_scripts(name: str, spelled: str) -> None:
    assert skeleton(latin(folded(name)))[:2] == skeleton(spelled)[:2]


def test_spellings_of_one_name_share_their_consonants() -> None:
    assert {skeleton(name) for name in ("mohammed", "muhamad", "mohamed", latin("محمد"))} == {"mhmd"}


def test_likeness_has_an_order() -> None:
    whole = likeness(["john", "smith"], ["smith john"], is_open=False)
    typo = likeness(["jonh", "smyth"], ["smith john"], is_open=False)
    other = likeness(["jonh", "smyth"], ["brown bert"], is_open=False)
    assert whole == 1.0
    assert whole > typo >= LEAST > other
    assert of_word("smi", "smith", may_go_on=True) > of_word("smi", "smyth", may_go_on=True)


def test_phone_numbers_agree_whatever_their_prefix() -> None:
    assert phone_key("+44 7700 900982") == phone_key("07700 900 982") == "289009007"
    assert phone_key("none") == ""


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("nhs", "943 476 5919", "943 476 5918"),
        ("bsn", "111222333", "111222334"),
        ("passport", "C01X0006H", "C01X0006HH1"),
        ("national", "1234567", ""),
    ],
)
def test_a1_10_a_number_is_checked_by_its_kind(kind: str, right: str, wrong: str) -> None:
    assert BY_CODE[kind].is_right(right)
    assert not BY_CODE[kind].is_right(wrong)


def test_every_example_is_right() -> None:
    assert [kind.code for kind in BY_CODE.values() if not kind.is_right(kind.example)] == []


def test_one_word_is_the_whole_name() -> None:
    assert shown_name({"name": [{"use": "official", "given": ["Suharto"]}]}).family == "Suharto"
    assert shown_name({"name": [{"text": "Suharto"}]}).family == "Suharto"
    assert shown_name({}).family == ""


def test_the_official_name_is_shown_before_others() -> None:
    names = [
        {"use": "maiden", "family": "Hill"},
        {"use": "official", "family": "Anderson", "given": ["Maryam"]},
    ]
    assert shown_name({"name": names}).family == "Anderson"


def test_parts_of_a_resource_are_changed_and_the_rest_stays() -> None:
    stored = {
        "resourceType": "Patient",
        "name": [
            {"use": "official", "family": "Hill", "given": ["Ann"], "suffix": ["PhD"], "text": "Ann Hill"}
        ],
        "telecom": [{"system": "phone", "value": "1", "use": "home"}, {"system": "phone", "value": "2"}],
        "address": [{"city": "Leeds", "text": "Leeds", "period": {"start": "2020"}}],
        "photo": [{"url": "x"}],
    }
    named = patient_resource.with_names(stored, [NameEntry("official", "Anderson", "Ann", 0)])
    assert named["name"] == [{"use": "official", "family": "Anderson", "given": ["Ann"], "suffix": ["PhD"]}]
    reached = patient_resource.with_contact(stored, Contact(phone="3", city="York"))
    assert reached["telecom"] == [
        {"system": "phone", "value": "3", "use": "home"},
        {"system": "phone", "value": "2"},
    ]
    assert reached["address"] == [{"city": "York", "period": {"start": "2020"}}]
    assert reached["photo"] == stored["photo"]
    assert patient_resource.contact_of(
        patient_resource.with_contact({}, Contact(has_no_phone=True))
    ).has_no_phone


def test_every_language_has_a_name() -> None:
    assert len(choices()) > 60
    assert choices()[0][0] == "en"
    assert all(name for _, name in choices())
