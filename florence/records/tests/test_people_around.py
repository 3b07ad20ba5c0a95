"""The people around a patient: their own table, and the way there from the record's."""

from importlib import import_module
from uuid import UUID

import pytest
from django.db import connection

from florence.fhir.issues import Invalid
from florence.foundation import clock, keys
from florence.foundation.identifiers import new_id
from florence.patients.fhir import KEEPERS
from florence.patients.models import RelatedPersonToken
from florence.patients.store import AROUND
from florence.patients.tests.people import SYSTEM, patient, register
from florence.records.queries.copies import read_copy
from florence.records.reading.copies import OTHER, CopyWish
from florence.records.store import FACTS
from florence.security.relations import get_subject
from florence.security.resource_store import place_of_subject
from florence.security.scope import scope

pytestmark = pytest.mark.django_db

MOVE = import_module("florence.records.migrations.0005_people_around").move


def sister_of(subject_id: UUID, **more: object) -> dict:
    return {
        "resourceType": "RelatedPerson",
        "active": True,
        "patient": {"reference": f"Patient/{subject_id}"},
        "relationship": [{"text": "Sister"}],
        "name": [{"family": "Okafor", "given": ["Adaeze"]}],
        "telecom": [{"system": "phone", "value": "07700 900 111"}],
    } | more


def keeper():
    return next(each for each in KEEPERS if "RelatedPerson" in each.kinds)


@pytest.fixture
def subject_id() -> UUID:
    return register(patient("Okafor", "Ngozi"))[0]


def test_it_works(subject_id: UUID) -> None:
    row_id = new_id()
    with scope(SYSTEM, "test"):
        keeper().add(sister_of(subject_id), row_id=row_id)
        keeper().change(row_id, sister_of(subject_id, gender="female"), expected_version=1)
        row = AROUND.get(row_id)
        assert (row.subject_id, row.version, row.shelf) == (subject_id, 2, "identity")
        assert AROUND.content(row)["gender"] == "female"
        assert b"Adaeze" not in bytes(row.body)


def test_a1_14_the_people_around_stay_with_their_patient(subject_id: UUID) -> None:
    other, row_id = register(patient("Hill", "Ann"))[0], new_id()
    with scope(SYSTEM, "test"):
        keeper().add(sister_of(subject_id), row_id=row_id)
        with pytest.raises(Invalid):
            keeper().change(row_id, sister_of(other), expected_version=1)
        assert AROUND.get(row_id).subject_id == subject_id


def test_a_copy_of_the_record_has_them(subject_id: UUID) -> None:
    with scope(SYSTEM, "test"):
        keeper().add(sister_of(subject_id), row_id=new_id())
        copy = read_copy([subject_id], CopyWish(frozenset([OTHER])), clock.now())
        assert [entry.resource["resourceType"] for entry in copy.of_part(OTHER)] == ["RelatedPerson"]


def test_rows_stored_before_move_with_versions_and_tokens(subject_id: UUID) -> None:
    row_id = new_id()
    with scope(SYSTEM, "test"):
        place = place_of_subject(get_subject(subject_id))
        FACTS.add(sister_of(subject_id), place, row_id=row_id)
        FACTS.change(row_id, sister_of(subject_id, gender="female"), place, expected_version=1)
        before = FACTS.get(row_id)
        tokens = FACTS.token_model._default_manager.filter(resource_id=row_id).count()
        MOVE(None, None)
        after = AROUND.get(row_id)
        assert AROUND.content(after) == sister_of(subject_id, gender="female")
        assert (after.version, after.recorded_at, after.subject_id) == (2, before.recorded_at, subject_id)
        assert [(each.version, AROUND.content(each).get("gender")) for each in AROUND.versions(row_id)] == [
            (2, "female"),
            (1, None),
        ]
        assert RelatedPersonToken.objects.filter(resource_id=row_id).count() == tokens > 0
        assert FACTS.find("RelatedPerson", row_id) is None
        assert FACTS.token_model._default_manager.filter(resource_id=row_id).count() == 0


def test_what_was_erased_moves_unread(subject_id: UUID) -> None:
    row_id = new_id()
    with scope(SYSTEM, "test"):
        row = FACTS.add(sister_of(subject_id), place_of_subject(get_subject(subject_id)), row_id=row_id)
        body = bytes(row.body)
        keys.forget_ciphers()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE foundation_datakey SET wrapped = NULL, destroyed_at = now() WHERE id = %s",
                [row.key_id],
            )
        MOVE(None, None)
        assert bytes(AROUND.get(row_id).body) == body
