"""Finding people in one box."""

import random

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from florence.foundation import clock
from florence.foundation.identifiers import new_id
from florence.patients import search_copy
from florence.patients.actions.registration import HOSPITAL_NUMBERS
from florence.patients.policies import Permission
from florence.patients.queries.people import list_related_patients
from florence.patients.queries.search import find_patients, find_subject_ids
from florence.patients.tests.people import SYSTEM, crowd, patient, register, someone, with_typo
from florence.security.actors import nobody
from florence.security.models import Relation
from florence.security.relations import add_relation
from florence.security.scope import scope

pytestmark = pytest.mark.django_db

LEAST_RECALL = 0.95


def found(text, actor=SYSTEM):
    with scope(actor, "search"):
        return [hit.subject_id for hit in find_patients(actor, text)]


def test_it_works() -> None:
    maryam, _ = register(patient("Anderson", "Maryam"), patient("Brown", "Ann"))
    assert found("maryam anderson") == [maryam]


@pytest.mark.parametrize("text", ["and", "mary", "ANDERSON, M", "anderson mary", "maryam and"])
def test_a1_17_a_beginning_suffices_as_one_types(text) -> None:
    maryam, _ = register(patient("Anderson", "Maryam"), patient("Brown", "Bert"))
    assert found(text) == [maryam]


@pytest.mark.parametrize(
    ("text", "family", "given"),
    [
        ("Jonh Smyth", "Smith", "John"),
        ("smiht", "Smith", "John"),
        ("muller", "Müller", "Jürgen"),
        ("MÜLLER jurgen", "Müller", "Jürgen"),
        ("obrien", "O'Brien", "Siobhán"),
        ("o’brien siobhan", "O'Brien", "Siobhán"),
        ("lukasz", "Kowalski", "Łukasz"),
        ("muhamad hussayni", "Hussaini", "Mohammed"),
        ("mohammed", "الحسيني", "محمد"),
        ("محمد", "الحسيني", "محمد"),
        ("tesfaye", "ተስፋዬ", "አበበ"),
        ("ivanov sergey", "Иванов", "Сергей"),
        ("suharto", "Suharto", ""),
        ("maryann", "Lee", "Mary-Ann"),
        ("garcia gabriel", "García Márquez", "Gabriel José"),
    ],
)
def test_a1_17_typos_accents_order_and_scripts(text, family, given) -> None:
    others = crowd(40)
    meant, *_ = register(patient(family, given), *others)
    assert meant in found(text)[:10]


@pytest.mark.parametrize(
    "text",
    [
        "14/3/58",
        "14.03.1958",
        "1958-03-14",
        "14 mar 1958",
        "14 March 58",
        "19580314",
        "3/14/1958",
        "anderson 1958",
    ],
)
def test_a1_17_a_birth_date_in_many_spellings(text) -> None:
    meant, _, _ = register(
        patient("Anderson", "Maryam", birthDate="1958-03-14"),
        patient("Anderson", "Maryam", birthDate="1959-03-14"),
        patient("Brown", "Ann", birthDate="1958-04-14"),
    )
    assert found(text)[0] == meant


def test_a1_17_a_birth_known_to_the_year_is_found_by_a_day_of_it() -> None:
    (meant,) = register(patient("Tadesse", birthDate="1958"))
    assert found("14/3/58") == [meant]


def test_a1_17_any_identifier_and_phone_and_the_hospital_number() -> None:
    meant, _ = register(
        patient(
            "Anderson",
            "Maryam",
            identifier=[
                {"system": "urn:oid:2.16.840.1.113883.4.1", "value": "999-47-5984"},
                {"system": HOSPITAL_NUMBERS, "value": "00451827"},
            ],
            telecom=[{"system": "phone", "value": "+44 7700 900982"}],
        ),
        patient("Brown", "Ann", telecom=[{"system": "phone", "value": "+44 7700 900111"}]),
    )
    for text in ("999-47-5984", "999475984", "004 518 27", "00451827", "0045", "07700 900 982", "0982"):
        assert found(text) == [meant], text


def test_a1_17_the_latest_contact_comes_first_among_equals() -> None:
    first, second, third = register(*[patient("Anderson", "Maryam")] * 3)
    with scope(SYSTEM, "test"):
        search_copy.touch(second, clock.now())
    assert found("anderson maryam")[0] == second
    assert set(found("anderson maryam")) == {first, second, third}


def test_a1_17_recall_with_one_typing_error_in_a_full_name() -> None:
    people = crowd(400)
    ids = register(*people)
    chance, hits = random.Random(7), 0
    with scope(SYSTEM, "search"):
        for subject_id, resource in zip(ids, people, strict=True):
            name = resource["name"][0]
            words = [name["given"][0], name["family"]]
            at = chance.randrange(2)
            words[at] = with_typo(words[at], chance)
            hits += subject_id in [hit.subject_id for hit in find_patients(SYSTEM, " ".join(words), limit=10)]
    assert hits / len(ids) >= LEAST_RECALL


def test_a_past_name_still_finds() -> None:
    names = [{"use": "official", "family": "Anderson"}, {"use": "maiden", "family": "Hill"}]
    (meant,) = register(patient() | {"name": names})
    assert found("hill") == [meant]


def test_nobody_is_found_without_the_permission() -> None:
    register(patient("Anderson", "Maryam"))
    actor = someone(permissions=frozenset(), shelves=frozenset({"identity"}))
    assert found("anderson", actor) == []


def test_without_the_shelf_only_related_patients_are_found() -> None:
    own, other = register(patient("Anderson", "Maryam"), patient("Anderson", "Ann"))
    actor = someone()
    with scope(SYSTEM, "test"):
        add_relation(party_id=actor.id, subject_id=own, source=Relation.Source.VISIT)
    assert found("anderson", actor) == [own]
    assert set(found("anderson", someone(shelves=frozenset({"identity"})))) == {own, other}


def test_a_restricted_patient_is_not_found_by_those_below() -> None:
    labels = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "CEL"}]}
    (vip,) = register(patient("Anderson", "Maryam", meta=labels))
    shelves = frozenset({"identity"})
    assert found("anderson", someone(shelves=shelves)) == []
    assert found("anderson", someone(shelves=shelves, categories=frozenset({"CEL"}))) == [vip]


def test_outside_a_scope_nothing_is_found() -> None:
    register(patient("Anderson", "Maryam"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM patients_search_people('name', '{and}', NULL, NULL, 10, 10)")
        assert cursor.fetchone() == (0,)


def test_the_table_itself_is_out_of_reach() -> None:
    with pytest.raises(ProgrammingError), scope(SYSTEM, "look"), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM patients_searchperson")


def test_an_erased_patient_leaves_no_word_behind() -> None:
    (gone,) = register(patient("Zyxwvutson", "Maryam"))
    with scope(SYSTEM, "erase"):
        search_copy.forget(gone)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM patients_search_words('{zyxwvutson}', '{}', 'zyxwvutson')")
            assert cursor.fetchall() == []
    assert found("zyxwvutson") == []


@pytest.mark.parametrize(
    "text", ["", "   ", "%", "_", "'; DROP TABLE", "\0", "a" * 5000, "١٢", "14/13/58", "١٤/٣/٥٨"]
)
def test_any_text_is_answered(text) -> None:
    register(patient("Anderson", "Maryam"))
    assert isinstance(found(text), list)


def test_string_search_of_fhir() -> None:
    maryam, ann = register(
        patient(
            "Anderson",
            "Maryam",
            birthDate="1958-03-14",
            telecom=[{"system": "phone", "value": "07700 900982"}],
        ),
        patient("Andersen", "Ann", birthDate="1958-03-15"),
    )
    from datetime import date

    with scope(SYSTEM, "search"):
        assert set(find_subject_ids(name="anders")) == {maryam, ann}
        assert find_subject_ids(name="mary", born=(date(1958, 3, 14), date(1958, 3, 14))) == [maryam]
        assert find_subject_ids(born=(date(1958, 3, 15), date(1958, 3, 15))) == [ann]
        assert find_subject_ids(phone="07700900982") == [maryam]
        assert find_subject_ids() == []


def test_related_patients_are_listed_by_name_or_by_last_contact() -> None:
    ids = register(patient("Clark"), patient("Adams"), patient("Brown"))
    actor = someone(permissions=frozenset([Permission.READ_IDENTITY]))
    with scope(SYSTEM, "test"):
        for subject_id in ids[:2]:
            add_relation(party_id=actor.id, subject_id=subject_id, source=Relation.Source.VISIT)
            add_relation(party_id=actor.id, subject_id=subject_id, source=Relation.Source.TREATING)
        search_copy.touch(ids[0], clock.now())
    with scope(actor, "list"):
        by_name = list_related_patients(actor, sort="name")
        recent = list_related_patients(actor)
    assert [line.family for line in by_name.lines] == ["Adams", "Clark"]
    assert [line.subject_id for line in recent.lines] == [ids[0], ids[1]]
    assert (by_name.total, by_name.pages, by_name.first, by_name.last) == (2, 1, 1, 2)


def test_nobody_has_no_related_patients() -> None:
    register(patient("Clark"))
    with scope(nobody(), "list"):
        assert list_related_patients(nobody()).lines == ()


def test_the_copy_is_made_again() -> None:
    ids = register(*crowd(5))
    with scope(SYSTEM, "test"), connection.cursor() as cursor:
        cursor.execute("SELECT patients_search_empty()")
    with scope(SYSTEM, "test"), pytest.raises(search_copy.BeingRebuilt):
        find_patients(SYSTEM, "smith")
    assert list(search_copy.rebuild()) == [5]
    assert search_copy.is_whole()
    with scope(SYSTEM, "test"):
        assert len(find_subject_ids(name="a")) <= len(ids)
        assert find_patients(SYSTEM, str(new_id())) == []
