"""The second wall: with every filter of the application forgotten, the database gives no foreign row."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from florence.foundation import clock
from florence.records.actions.facts import add_fact
from florence.records.models import Resource, ResourceToken
from florence.records.store import FACTS
from florence.security.actors import Actor, nobody
from florence.security.models import Relation, Subject
from florence.security.resource_store import HERE
from florence.security.scope import scope, seal_to
from florence.security.tests import cast

pytestmark = pytest.mark.django_db


def _observation(subject: Subject, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
        "subject": {"reference": f"Patient/{subject.id}"},
        "effectiveDateTime": "2026-01-02T10:00:00Z",
        "valueQuantity": {"value": 72, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"},
        **more,
    }


def _written(subject: Subject, **more: Any) -> Resource:
    with scope(cast.SYSTEM, "test.write"):
        return add_fact(_observation(subject, **more), subject_id=subject.id, origin=HERE)


def _seen_by(actor: Actor, *persons: Any) -> list[Any]:
    with scope(actor, "test.look", persons=persons):
        return list(Resource.objects.values_list("id", flat=True))


@pytest.fixture
def doctor() -> Actor:
    return cast.actor("doctor", cast.role("doctor", "records.read_record"))


@pytest.fixture
def mine() -> Subject:
    return cast.subject()


@pytest.fixture
def foreign() -> Subject:
    return cast.subject()


def test_it_works(doctor: Actor, mine: Subject, foreign: Subject) -> None:
    cast.relate(doctor.id, mine.id)
    own, _ = _written(mine), _written(foreign)
    assert _seen_by(doctor) == [own.id]


def test_a_scope_sealed_to_one_person_shows_no_other(doctor: Actor, mine: Subject) -> None:
    second = cast.subject()
    cast.relate(doctor.id, mine.id)
    cast.relate(doctor.id, second.id)
    own, _ = _written(mine), _written(second)
    assert _seen_by(doctor, mine.person_id) == [own.id]


def test_a_seal_gives_no_right(doctor: Actor, foreign: Subject) -> None:
    _written(foreign)
    assert _seen_by(doctor, foreign.person_id) == []


def test_a_relation_ends_by_itself(doctor: Actor, mine: Subject) -> None:
    relation = cast.relate(doctor.id, mine.id)
    _written(mine)
    Relation.objects.filter(id=relation.id).update(ends_at=clock.now() + timedelta(hours=1))
    with clock.held_at(clock.now() + timedelta(hours=2)):
        assert _seen_by(doctor) == []


def test_linked_records_are_reached_by_the_person(doctor: Actor, mine: Subject) -> None:
    linked = cast.subject(person_id=mine.person_id)
    cast.relate(doctor.id, mine.id)
    other = _written(linked)
    assert _seen_by(doctor) == [other.id]


def test_a_restricted_row_needs_the_level(mine: Subject) -> None:
    nurse = cast.actor("nurse", cast.role("nurse", "records.read_record"))
    chief = cast.actor("chief", cast.role("chief", "records.read_record", level=1))
    for actor in (nurse, chief):
        cast.relate(actor.id, mine.id)
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}
    row = _written(mine, meta={"security": [label]})
    assert _seen_by(nurse) == []
    assert _seen_by(chief) == [row.id]


def test_a_sensitive_category_is_withheld_and_tells_no_code(doctor: Actor, mine: Subject) -> None:
    cast.relate(doctor.id, mine.id)
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "PSY"}
    row = _written(mine, meta={"security": [label]})
    assert _seen_by(doctor) == []
    assert (row.code, row.number, row.category) == ("", None, "")
    with scope(cast.SYSTEM, "test.look"):
        assert not ResourceToken.objects.filter(resource=row, parameter="code").exists()


def test_tokens_and_history_stand_behind_the_same_wall(doctor: Actor, foreign: Subject) -> None:
    row = _written(foreign)
    with scope(doctor, "test.look"):
        assert not ResourceToken.objects.exists()
        assert FACTS.versions(row.id) == []


def test_outside_a_scope_there_is_nothing(mine: Subject) -> None:
    _written(mine)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_resource /* no scope on purpose */")
        assert cursor.fetchone() == (0,)


def test_nothing_is_written_outside_a_scope(mine: Subject) -> None:
    row = _written(mine)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_resourcetoken (type, parameter, shelf, level, resource_id)"
            " VALUES ('Observation', 'x', 'record', 0, %s)",
            [row.id],
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_resourcehistory SET version = 9",
        "DELETE FROM records_resourcehistory",
        "TRUNCATE records_resourcehistory",
        "UPDATE security_accessevent SET act = 'x'",
        "DELETE FROM security_accessevent",
        "DELETE FROM security_accesseventsubject",
        "ALTER TABLE records_resource DISABLE ROW LEVEL SECURITY",
        "DROP POLICY records_resource_read ON records_resource",
        "CREATE TABLE mine (x int)",
    ],
)
def test_the_application_may_not(statement: str, mine: Subject) -> None:
    _written(mine)
    with scope(cast.SYSTEM, "test.count"):
        before = FACTS.history_model._default_manager.count()  # type: ignore[attr-defined]
    with (
        pytest.raises((ProgrammingError, InternalError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    with scope(cast.SYSTEM, "test.count"):
        assert FACTS.history_model._default_manager.count() == before  # type: ignore[attr-defined]


def test_nobody_sees_nothing(mine: Subject) -> None:
    _written(mine)
    assert _seen_by(nobody()) == []


def test_emergency_shelf_opens_allergies_only(mine: Subject) -> None:
    clinician = cast.actor("clinician", cast.role("clinician", "records.read_record", shelves=["emergency"]))
    _written(mine)
    with scope(cast.SYSTEM, "test.write"):
        allergy = add_fact(
            {
                "resourceType": "AllergyIntolerance",
                "patient": {"reference": f"Patient/{mine.id}"},
                "code": {"text": "penicillin"},
                "clinicalStatus": {
                    "coding": [
                        {
                            "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
                            "code": "active",
                        }
                    ]
                },
            },
            subject_id=mine.id,
        )
    assert _seen_by(clinician) == [allergy.id]


def test_narrowing_cannot_be_undone_by_an_empty_seal(
    doctor: Actor, mine: Subject, django_assert_num_queries: Callable[..., Any]
) -> None:
    cast.relate(doctor.id, mine.id)
    own = _written(mine)
    with scope(doctor, "test.look"):
        seal_to([mine.person_id])
        with django_assert_num_queries(1):
            assert list(Resource.objects.values_list("id", flat=True)) == [own.id]
