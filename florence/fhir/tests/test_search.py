"""The search grammar: what is asked is understood exactly, what is not understood is refused."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from florence.fhir import search, search_controls
from florence.fhir.conditions import (
    ChainedCondition,
    DateCondition,
    Include,
    MissingCondition,
    NumberCondition,
    PersonCondition,
    ReferenceCondition,
    TextCondition,
    TokenCondition,
)
from florence.fhir.issues import Invalid
from florence.fhir.tests.resources import PATIENT_ID


def condition(kind: str, name: str, value: str) -> Any:
    query = search.parse(kind, [(name, value)], "https://h.example/fhir")
    assert len(query.conditions) == 1
    return query.conditions[0]


def refusal(kind: str, name: str, value: str) -> str:
    with pytest.raises(Invalid) as caught:
        search.parse(kind, [(name, value)])
    assert caught.value.status == 400
    return caught.value.issues[0].message


def test_it_works() -> None:
    query = search.parse(
        "Observation", [("code", "http://loinc.org|8302-2"), ("_count", "10"), ("_sort", "-date")]
    )
    assert query.conditions == (TokenCondition(("code",), (("http://loinc.org", "8302-2"),)),)
    assert (query.controls.count, query.controls.sort, query.controls.descending) == (10, "date", True)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", (None, "a")),
        ("s|a", ("s", "a")),
        ("|a", ("", "a")),
        ("s|", ("s", None)),
        (r"s|a\,b", ("s", "a,b")),
        (r"s|a\|b", ("s", "a|b")),
        (r"s|a\\", ("s", "a\\")),
    ],
)
def test_tokens(value: str, expected: tuple[str | None, str | None]) -> None:
    assert condition("Observation", "code", value).values == (expected,)


def test_several_values_and_not() -> None:
    assert condition("Observation", "code", "a,s|b").values == ((None, "a"), ("s", "b"))
    assert condition("Observation", "code", r"a\\,b").values == ((None, "a\\"), (None, "b"))
    assert condition("Observation", "code:not", "a").negated


def test_a_system_adds_nothing_to_a_bare_code() -> None:
    assert condition("Observation", "status", "http://hl7.org/fhir/observation-status|final").values == (
        (None, "final"),
    )


def test_telephones_by_digits() -> None:
    assert condition("Patient", "phone", "+49 (89) 123-456").values == ((None, "4989123456"),)


def test_parameters_that_repeat_others_ask_for_those() -> None:
    assert condition("Observation", "combo-code", "a").parameters == ("code", "component-code")
    found = condition("Observation", "patient", PATIENT_ID)
    assert found == ReferenceCondition(("subject",), (f"Patient/{PATIENT_ID}",))


def test_references() -> None:
    assert condition("Observation", "subject", "Device/1").targets == ("Device/1",)
    assert condition("Observation", "subject", "https://h.example/fhir/Device/1").targets == ("Device/1",)
    assert condition("Observation", "subject", "https://other/Device/1").targets == (
        "https://other/Device/1",
    )
    assert condition("Observation", "subject:Device", "1").targets == ("Device/1",)
    assert "Patient/1" in condition("Observation", "subject", "1").targets


def test_dates() -> None:
    found = condition("Observation", "date", "ge2021-02")
    assert isinstance(found, DateCondition)
    assert (found.values[0].prefix, found.values[0].starts) == ("ge", datetime(2021, 2, 1, tzinfo=UTC))
    near = condition("Observation", "date", "ap2021-01-11").values[0]
    assert near.starts < datetime(2021, 1, 11, tzinfo=UTC)
    zone = condition("Observation", "date", "2021-02-28T13:05:00 01:00").values[0]
    assert zone.starts == datetime(2021, 2, 28, 12, 5, tzinfo=UTC)


def test_numbers_mean_what_their_digits_leave_open() -> None:
    found = condition("Observation", "value-quantity", "5.40|http://unitsofmeasure.org|mg")
    assert isinstance(found, NumberCondition)
    measure = found.values[0]
    assert (measure.low, measure.high, measure.unit) == (Decimal("5.395"), Decimal("5.405"), "mg")
    about = condition("Observation", "value-quantity", "ap100").values[0]
    assert (about.low, about.high) == (Decimal(90), Decimal(110))
    assert condition("Observation", "value-quantity", "lt1e2||mg").values[0].number == 100
    assert condition("RiskAssessment", "probability", "gt0.8").quantity is False


def test_texts() -> None:
    assert condition("Organization", "name", "Sankt Jürgen") == TextCondition(("name",), ("sankt jurgen",))
    assert condition("Organization", "name:exact", "X").whole
    assert condition("CarePlan", "instantiates-uri", "http://x/y") == TextCondition(
        ("instantiates-uri",), ("http://x/y",), True
    )


def test_people_are_left_to_the_owner() -> None:
    assert condition("Patient", "name", "Ana,Eva") == PersonCondition("name", "", ("Ana", "Eva"))
    assert condition("Patient", "birthdate", "ge1970") == PersonCondition("birthdate", "", ("ge1970",))
    assert condition("Patient", "family:exact", "X").modifier == "exact"


def test_missing() -> None:
    assert condition("Observation", "code:missing", "true") == MissingCondition(("code",), True)


def test_chains() -> None:
    found = condition("Observation", "subject:Patient.identifier", "s|1")
    assert found == ChainedCondition(("subject",), "Patient", TokenCondition(("identifier",), (("s", "1"),)))
    assert condition("Observation", "patient.birthdate", "1970").kind == "Patient"


def test_ids_are_intersected_and_foreign_ones_find_nothing() -> None:
    other = "0195f3a0-0000-7000-8000-000000000009"
    query = search.parse("Patient", [("_id", f"{PATIENT_ID},{other},example"), ("_id", PATIENT_ID)])
    assert query.ids == (UUID(PATIENT_ID),)
    assert search.parse("Patient", [("_id", "example")]).ids == ()


def test_includes() -> None:
    query = search.parse(
        "Observation", [("_include", "Observation:subject:Patient"), ("_include", "Observation:encounter")]
    )
    assert query.includes[0] == Include("Observation", ("subject",), "Patient")
    query = search.parse("Patient", [("_revinclude", "Provenance:target")])
    assert query.reverse_includes == (Include("Provenance", ("target",), "Patient"),)


def test_controls() -> None:
    query = search.parse(
        "Patient", [("_count", "9999"), ("_total", "accurate"), ("_format", "json"), ("_pretty", "true")]
    )
    assert (query.controls.count, query.controls.total) == (500, "accurate")
    assert search.parse("Patient", [("_summary", "count")]).controls.only_count
    assert search.parse("Patient", [("_count", "0")]).controls.only_count
    cursor = search_controls.write_cursor("2021", PATIENT_ID)
    assert search.parse("Patient", [("_cursor", cursor)]).controls.cursor == ("2021", PATIENT_ID)
    assert len(search.parse("Patient", [("_lastUpdated", "gt2021")]).updated) == 1


def test_empty_values_are_left_out() -> None:
    assert search.parse("Patient", [("name", "")]).conditions == ()


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("Observation", "colour", "red"),
        ("Observation", "code:above", "x"),
        ("Observation", "code", "a|b|c"),
        ("Observation", "code", "|"),
        ("Observation", "code:missing", "perhaps"),
        ("Observation", "date", "yesterday"),
        ("Observation", "date", "2021-02-30"),
        ("Observation", "date:exact", "2021"),
        ("Observation", "value-quantity", "many"),
        ("Observation", "value-quantity", "1|mg"),
        ("Observation", "value-quantity", "9e99999999"),
        ("Observation", "value-string", "secret"),
        ("Observation", "subject", "a b"),
        ("Observation", "subject:Practitioner", "1"),
        ("Observation", "subject.name", "x"),
        ("Observation", "subject:Practitioner.name", "x"),
        ("Observation", "code.text", "x"),
        ("Observation", "patient.general-practitioner.name", "x"),
        ("Observation", "patient.colour", "x"),
        ("Observation", "_include", "Observation"),
        ("Observation", "_include", "Observation:code"),
        ("Observation", "_include", "Patient:organization"),
        ("Observation", "_include", "Observation:subject:Practitioner"),
        ("Observation", "_include:iterate", "Observation:subject"),
        ("Observation", "_revinclude", "Encounter:subject:Patient"),
        ("Observation", "_sort", "code"),
        ("Observation", "_sort", "date,_id"),
        ("Observation", "_count", "many"),
        ("Observation", "_summary", "text"),
        ("Observation", "_total", "all"),
        ("Observation", "_format", "xml"),
        ("Observation", "_pretty", "very"),
        ("Observation", "_cursor", "???"),
        ("Observation", "_cursor", "WzFd"),
        ("Observation", "_tag", "x"),
        ("Observation", "_has:Observation:patient:code", "x"),
        ("Observation", "code", ",".join("x" * 300)),
        ("Organization", "name", "   "),
        ("Organization", "name:contains", "x"),
        ("CarePlan", "instantiates-uri:below", "x"),
        ("RiskAssessment", "probability", "likely"),
        ("Observation", "status", "\x00"),
        ("Observation", "code", "http://loinc.org|\x00"),
        ("Observation", "_id", "a\x00b"),
        ("Organization", "name", "a\x00b"),
        ("Patient", "family:exact", "\x00"),
        ("Observation", "patient.identifier", "\x00"),
    ],
)
def test_what_is_not_understood_is_refused(kind: str, name: str, value: str) -> None:
    assert refusal(kind, name, value).startswith(name[:64])


def test_too_many_parameters_are_refused() -> None:
    with pytest.raises(Invalid) as caught:
        search.parse("Observation", [("code", "x")] * 65)
    assert caught.value.issues[0].code == "too-costly"


def test_every_fault_is_named() -> None:
    with pytest.raises(Invalid) as caught:
        search.parse("Observation", [("colour", "red"), ("code", "x"), ("date", "soon")])
    assert [issue.path for issue in caught.value.issues] == ["Observation?colour", "Observation?date"]
