"""Searches on the real tables: each kind of condition finds exactly what it should, page after page."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from florence.fhir import following, search
from florence.fhir.conditions import Condition, PersonCondition
from florence.fhir.issues import Invalid
from florence.fhir.search_pages import page, page_of
from florence.fhir.search_sql import Q, Tables, matching, referring
from florence.foundation.blind import token_hash
from florence.foundation.identifiers import new_id
from florence.hospital.models import LocationToken
from florence.hospital.store import LOCATIONS
from florence.records.actions.facts import add_fact
from florence.records.models import Encounter, EncounterToken, Resource, ResourceToken
from florence.records.store import ENCOUNTERS
from florence.security.models import Subject
from florence.security.resource_store import place_of_house, place_of_subject
from florence.security.scope import scope
from florence.security.tests import cast

pytestmark = pytest.mark.django_db

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
FACTS = Tables(Resource.objects, ResourceToken.objects, token_hash)


@pytest.fixture
def subject() -> Iterator[Subject]:
    """A patient, in a scope that sees everything."""
    made = cast.subject()
    with scope(cast.SYSTEM, "test.search"):
        yield made


def height(subject: Subject, centimetres: float, when: str | None, **more: Any) -> UUID:
    resource = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "8302-2"}]},
        "subject": {"reference": f"Patient/{subject.id}"},
        "valueQuantity": {"value": centimetres, "unit": "cm", "system": UCUM, "code": "cm"},
        **({"effectiveDateTime": when} if when else {}),
        **more,
    }
    kept = {key: value for key, value in resource.items() if value is not None}
    return UUID(str(add_fact(kept, subject_id=subject.id).id))


def found(*parameters: tuple[str, str], kind: str = "Observation", tables: Tables = FACTS) -> set[UUID]:
    query = search.parse(kind, parameters)
    return set(matching(tables, query).values_list("id", flat=True))


def test_it_works(subject: Subject) -> None:
    mine = height(subject, 172.5, "2021-02-28T12:00:00Z")
    other = height(cast.subject(), 172.5, "2021-02-28T12:00:00Z")
    assert found(("code", f"{LOINC}|8302-2")) == {mine, other}
    assert found(("patient", str(subject.id)), ("code", "8302-2")) == {mine}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("code", "8302-2", True),
        ("code", f"{LOINC}|8302-2", True),
        ("code", f"{LOINC}|", True),
        ("code", "x,8302-2", True),
        ("code", "|8302-2", False),
        ("code", "http://other|8302-2", False),
        ("code:not", "8302-2", False),
        ("code:not", "other", True),
        ("combo-code", "8302-2", True),
        ("code:missing", "false", True),
        ("code:missing", "true", False),
        ("method:missing", "true", True),
        ("status", "final", True),
        ("status", "amended", False),
        ("status:not", "amended", True),
        ("status:missing", "false", True),
        ("date:missing", "false", True),
        ("encounter:missing", "true", True),
        ("subject:missing", "false", True),
        ("value-quantity:missing", "false", True),
        ("performer", "Practitioner/7", True),
        ("performer", "7", True),
        ("performer", "Practitioner/8", False),
        ("subject", "Device/1", False),
        ("encounter", "0195f3a0-0000-7000-8000-000000000001", False),
        ("encounter", "no-id-of-ours", False),
        ("date", "2021", True),
        ("date", "2021-02-28", True),
        ("date", "2021-02-28T12:00:00Z", True),
        ("date", "2021-02-28T13:00:00+01:00", True),
        ("date", "2021-03", False),
        ("date", "ne2021-03", True),
        ("date", "ne2021-02", False),
        ("date", "gt2021-02-28", False),
        ("date", "gt2021-02-27", True),
        ("date", "ge2021-02-28", True),
        ("date", "ge2021-03", False),
        ("date", "lt2021-02-28", False),
        ("date", "lt2021-03", True),
        ("date", "le2021-02-28", True),
        ("date", "le2021-02-27", False),
        ("date", "sa2021-02-27", True),
        ("date", "sa2021-02-28", False),
        ("date", "eb2021-03", True),
        ("date", "eb2021-02-28", False),
        ("date", "ap2021-02", True),
        ("date", "ap2020", False),
        ("value-quantity", "172.5", True),
        ("value-quantity", "172.50", True),
        ("value-quantity", "172.6", False),
        ("value-quantity", f"172.5|{UCUM}|cm", True),
        ("value-quantity", f"172.5|{UCUM}|m", False),
        ("value-quantity", "172.5||cm", True),
        ("value-quantity", "ne172.5", False),
        ("value-quantity", "gt172", True),
        ("value-quantity", "gt172.5", False),
        ("value-quantity", "ge172.5", True),
        ("value-quantity", "lt172.5", False),
        ("value-quantity", "le172.5", True),
        ("value-quantity", "ap180", True),
        ("value-quantity", "ap200", False),
        ("value-quantity", "1e20", False),
        ("combo-value-quantity", "172.5||cm", True),
        ("component-value-quantity", f"7.1|{UCUM}|mmol/L", True),
        ("component-value-quantity", "7.1||mmol/L", True),
        ("component-value-quantity", "7.1|http://other|mmol/L", False),
        ("component-value-quantity", "gt7", True),
        ("combo-value-quantity", "lt7", False),
        ("_tag", "s|t", True),
        ("_tag", "s|u", False),
        ("_lastUpdated", "gt2000", True),
        ("_lastUpdated", "lt2000", False),
        ("_lastUpdated", "eq2000", False),
        ("_lastUpdated", "ne2000", True),
        ("_lastUpdated", "ge2000", True),
        ("_lastUpdated", "le2000", False),
        ("_lastUpdated", "sa2000", True),
    ],
)
def test_conditions(subject: Subject, name: str, value: str, expected: bool) -> None:
    component = {
        "code": {"text": "x"},
        "valueQuantity": {"value": 7.1, "unit": "mmol/L", "system": UCUM, "code": "mmol/L"},
    }
    made = height(
        subject,
        172.5,
        "2021-02-28T12:00:00Z",
        performer=[{"reference": "Practitioner/7"}],
        meta={"tag": [{"system": "s", "code": "t"}]},
        component=[component],
    )
    assert found((name, value)) == ({made} if expected else set())


def test_an_open_period_goes_on(subject: Subject) -> None:
    made = height(subject, 1, None, effectivePeriod={"start": "2021-06-01"})
    for value in ("gt2030", "ge2030", "ap2030", "lt2022", "le2022"):
        assert found(("date", value)) == {made}, value
    for value in ("2021", "lt2021", "eb2030", "sa2022"):
        assert found(("date", value)) == set(), value


def test_what_has_no_date_is_found_by_none(subject: Subject) -> None:
    made = height(subject, 1, None)
    assert found(("date", "ne2021")) == found(("date", "gt1900")) == found(("date", "lt2100")) == set()
    assert found(("date:missing", "true")) == {made}


def test_dates_in_tokens(subject: Subject) -> None:
    resource = {
        "resourceType": "Condition",
        "clinicalStatus": {
            "coding": [
                {"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}
            ]
        },
        "subject": {"reference": f"Patient/{subject.id}"},
        "onsetDateTime": "2019",
    }
    made = add_fact(resource, subject_id=subject.id).id
    assert found(("onset-date", "2019"), kind="Condition") == {made}
    assert found(("onset-date", "gt2019"), kind="Condition") == set()
    assert found(("clinical-status", "active"), kind="Condition") == {made}
    assert found(("abatement-date:missing", "true"), kind="Condition") == {made}


def test_encounters_by_their_column(subject: Subject) -> None:
    resource = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": "c", "code": "AMB"},
        "subject": {"reference": f"Patient/{subject.id}"},
    }
    encounter = ENCOUNTERS.add(resource, place_of_subject(subject))
    about = {"encounter": {"reference": f"Encounter/{encounter.id}"}}
    made = height(subject, 1, "2021", **about)
    Resource.objects.filter(id=made).update(encounter=encounter)
    assert found(("encounter", f"Encounter/{encounter.id}")) == {made}
    tables = Tables(Encounter.objects, EncounterToken.objects, token_hash)
    assert found(("class", "AMB"), kind="Encounter", tables=tables) == {encounter.id}
    provenance = referring(FACTS, "Observation", ("encounter",), [f"Encounter/{encounter.id}"])
    assert {row.id for row in provenance} == {made}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("name", "nord", True),
        ("name", "NÖRD", True),
        ("name", "station", False),
        ("name:exact", "Nordstation am Englischen Garten", True),
        ("name:exact", "nord", False),
        ("address-city", "münch", True),
    ],
)
def test_names_of_places_by_their_beginning(subject: Subject, name: str, value: str, expected: bool) -> None:
    resource = {
        "resourceType": "Location",
        "name": "Nordstation am Englischen Garten",
        "address": {"city": "München"},
    }
    made = LOCATIONS.add(resource, place_of_house(), name="x").id
    tables = Tables(LOCATIONS.model.objects, LocationToken.objects, token_hash)
    assert found((name, value), kind="Location", tables=tables) == ({made} if expected else set())


def test_a_longer_beginning_than_stored_is_refused(subject: Subject) -> None:
    with pytest.raises(Invalid):
        found(("name", "Nordstation am Englischen Garten"), kind="Location")


def test_people_and_chains_are_left_to_the_owner(subject: Subject) -> None:
    made = height(subject, 1, "2021")
    asked: list[Condition] = []

    def resolve(condition: Condition) -> Q:
        asked.append(condition)
        return Q(subject_id=subject.id)

    tables = Tables(Resource.objects, ResourceToken.objects, token_hash, resolve)
    assert found(("patient.name", "Ana"), tables=tables) == {made}
    assert isinstance(getattr(asked[0], "inner", None), PersonCondition)
    with pytest.raises(Invalid):
        found(("patient.name", "Ana"))


def test_ids_and_deleted_rows(subject: Subject) -> None:
    made, gone = height(subject, 1, "2021"), height(subject, 2, "2021")
    Resource.objects.filter(id=gone).update(deleted=True)
    assert found(("_id", f"{made},{gone},{new_id()}")) == {made}
    assert found(("_id", "nothing")) == set()


def pages(*parameters: tuple[str, str]) -> list[UUID]:
    """Walk through all pages of two."""
    seen: list[UUID] = []
    cursor = ""
    for _ in range(10):
        more = [("_cursor", cursor)] if cursor else []
        query = search.parse("Observation", [*parameters, ("_count", "2"), *more])
        rows, cursor = page(FACTS, query)
        assert len(rows) <= 2
        seen += [row.id for row in rows]
        if not cursor:
            break
    return seen


def test_a13_pages_hang_together_whatever_is_sorted_by(subject: Subject) -> None:
    days = ["2021-03-01", "2021-01-01", None, "2021-02-01", "2021-01-01", None]
    made = [height(subject, 1, day) for day in days]
    assert pages() == sorted(made)
    assert pages(("_sort", "-_id")) == sorted(made, reverse=True)
    rising = [made[1], made[4], made[3], made[0], made[2], made[5]]
    assert pages(("_sort", "date")) == rising
    assert pages(("_sort", "-date")) == [made[0], made[3], made[4], made[1], made[5], made[2]]
    assert set(pages(("_sort", "-_lastUpdated"))) == set(made)


def test_pages_in_the_order_of_tokens(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [height(subject, 170 + number, f"2021-01-0{number}") for number in range(1, 7)]
    assert pages(("code", "8302-2")) == made
    assert pages(("code", "8302-2"), ("_sort", "-_id")) == made[::-1]
    assert pages(("code", "8302-2"), ("value-quantity", "gt174")) == made[4:]
    monkeypatch.setattr(following, "MOST_FOLLOWED", 1)
    assert pages(("code", "8302-2"), ("value-quantity", "gt174")) == made[4:]
    assert pages(("code", "8302-2"), ("patient", str(subject.id))) == made
    assert pages(("code", "none")) == []


def test_pages_by_several_codes_hold_each_row_once(subject: Subject) -> None:
    made = [height(subject, 170 + number, f"2021-01-0{number}") for number in range(1, 6)]
    both = ("code", "8302-2,http://loinc.org|8302-2")
    assert pages(both) == made
    assert pages(both, ("_sort", "-_id")) == made[::-1]


def test_pages_by_time_of_a_frequent_code(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    days = ["2021-01-03", "2021-01-01", "2021-01-02", None, "2021-01-05"]
    made = [height(subject, 1, day) for day in days]
    rising = [made[1], made[2], made[0], made[4], made[3]]
    asked = [("code", "8302-2"), ("_sort", "date")]
    assert pages(*asked) == rising
    monkeypatch.setattr(following, "MOST_FOLLOWED", 1)
    assert pages(*asked) == rising
    assert pages(*asked, ("date", "ge2021-01-02")) == rising[1:4]


def test_what_is_written_meanwhile_moves_no_page(subject: Subject) -> None:
    made = [height(subject, 1, f"2021-01-0{day}") for day in range(1, 5)]
    query = search.parse("Observation", [("_sort", "date"), ("_count", "2")])
    first, cursor = page_of(matching(FACTS, query), query.controls)
    height(subject, 1, "2020-01-01")
    query = search.parse("Observation", [("_sort", "date"), ("_count", "2"), ("_cursor", cursor)])
    second, end = page_of(matching(FACTS, query), query.controls)
    assert [row.id for row in (*first, *second)] == made
    assert end == ""


@pytest.mark.parametrize(
    "cursor", ["WyJ4IiwieCJd", "WyJ4IiwiMDE5NWYzYTAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAxIl0"]
)
def test_a_made_up_cursor_is_refused(subject: Subject, cursor: str) -> None:
    query = search.parse("Observation", [("_sort", "date"), ("_cursor", cursor)])
    with pytest.raises(Invalid):
        page(FACTS, query)
