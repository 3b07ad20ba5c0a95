"""Tokens, columns and rows: what a resource can be found by, and what of it is stored."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from florence.fhir import columns, numbers, texts, token_rows, tokens
from florence.fhir.definitions import tables
from florence.fhir.tests.resources import ENCOUNTER_ID, PATIENT_ID, condition, observation, official, patient
from florence.fhir.token_rows import ANY, WHOLE
from florence.fhir.values import Token


def of(resource: dict[str, Any], parameter: str) -> list[Token]:
    return [token for token in tokens.extract(resource) if token.parameter == parameter]


def keys(*parts: str) -> int:
    """Stands for the keyed hash: equal for equal parts."""
    return hash(parts)


def test_it_works() -> None:
    assert of(observation(), "code") == [Token("code", "token", "http://loinc.org", "8302-2")]
    assert of(observation(), "status") == [Token("status", "code", "", "final")]
    assert of(observation(), "subject") == [Token("subject", "reference", "", f"Patient/{PATIENT_ID}")]
    quantity = Token("value-quantity", "quantity", "http://unitsofmeasure.org", "cm", number=Decimal("172.5"))
    assert of(observation(), "value-quantity") == [quantity]
    starts = datetime(2021, 2, 28, 12, 5, tzinfo=UTC)
    assert of(observation(), "date") == [Token("date", "date", "", "", starts, starts.replace(second=1))]


def test_parameters_that_repeat_others_give_none_of_their_own() -> None:
    names = {token.parameter for token in tokens.extract(observation())}
    assert names.isdisjoint({"patient", "combo-code", "combo-value-quantity", "_id", "_lastUpdated"})
    assert tables.parameters("Observation")["patient"].same_as == ("subject",)


def test_a_period_without_end_is_open() -> None:
    found = of(observation(effectiveDateTime=None, effectivePeriod={"start": "2021"}), "date")[0]
    assert (found.starts, found.ends) == (datetime(2021, 1, 1, tzinfo=UTC), None)
    assert of(observation(effectiveDateTime=None, effectivePeriod={"id": "x"}), "date") == []


def test_a_timing_lasts_from_its_first_to_its_last_event() -> None:
    timing = {"event": ["2021-03", "2021-01"]}
    found = of(observation(effectiveDateTime=None, effectiveTiming=timing), "date")[0]
    assert (found.starts, found.ends) == (datetime(2021, 1, 1, tzinfo=UTC), datetime(2021, 4, 1, tzinfo=UTC))
    bounds = {"repeat": {"boundsPeriod": {"end": "2021"}}}
    found = of(observation(effectiveDateTime=None, effectiveTiming=bounds), "date")[0]
    assert (found.starts, found.ends) == (None, datetime(2022, 1, 1, tzinfo=UTC))


def test_telephones_are_compared_by_digits_and_addresses_without_case() -> None:
    assert [token.code for token in of(patient(), "telecom")] == ["4989123456", "ana@example.org"]
    assert [token.code for token in of(patient(), "email")] == ["ana@example.org"]


def test_names_are_folded() -> None:
    assert [token.code for token in of(patient(), "name")] == ["muller", "ana", "eva"]
    assert texts.fold("  Éva  MÜLLER ") == "eva muller"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "false"),
        ({"deceasedBoolean": False}, "false"),
        ({"deceasedBoolean": True}, "true"),
        ({"deceasedDateTime": "2020"}, "true"),
    ],
)
def test_deceased_says_whether_not_when(changes: dict[str, Any], code: str) -> None:
    assert of(patient(**changes), "deceased")[0].code == code


def test_contained_and_empty_references_give_none() -> None:
    resource = observation(
        performer=[{"reference": "#p1"}, {"display": "Dr X"}], focus=[{"reference": "http://x/y"}]
    )
    assert of(resource, "performer") == []
    assert of(resource, "focus")[0].code == "http://x/y"


def test_versions_of_references_and_definitions_are_left_out() -> None:
    found = of(observation(performer=[{"reference": "Practitioner/7/_history/2"}]), "performer")
    assert found[0].code == "Practitioner/7"
    plan = {"resourceType": "CarePlan", "instantiatesCanonical": ["http://x/plan|2"]}
    assert of(plan, "instantiates-canonical")[0].code == "http://x/plan"


def test_money_and_plain_numbers() -> None:
    invoice = {"resourceType": "Invoice", "totalGross": {"value": 5, "currency": "EUR"}}
    assert of(invoice, "totalgross")[0].code == "EUR"
    risk = {
        "resourceType": "RiskAssessment",
        "prediction": [{"probabilityDecimal": 0.25}, {"probabilityDecimal": None}],
    }
    assert [token.number for token in of(risk, "probability")] == [Decimal("0.25")]


def test_values_without_number_or_code_give_none() -> None:
    assert of(observation(valueQuantity={"unit": "cm"}), "value-quantity") == []
    assert of(observation(code={"coding": [{"display": "x"}]}), "code") == []
    assert of({"resourceType": "Encounter", "class": {"display": "x"}}, "class") == []
    assert of(patient(identifier=[{"system": "x"}], telecom=[{"system": "phone"}]), "identifier") == []
    assert of({"resourceType": "Invoice", "totalGross": {"currency": "EUR"}}, "totalgross") == []


@pytest.mark.parametrize("kind", sorted(tables.resource_types()))
def test_every_type_can_be_read(kind: str) -> None:
    assert all(
        token.parameter.startswith("_") or kind == "Patient"
        for token in tokens.extract({"resourceType": kind})
    )


def test_columns_of_an_observation() -> None:
    found = columns.columns(observation())
    assert (found.status, found.code) == ("final", "http://loinc.org|8302-2")
    assert found.category == "http://terminology.hl7.org/CodeSystem/observation-category|vital-signs"
    assert (found.number, found.unit) == (Decimal("172.5"), "cm")
    assert found.starts == datetime(2021, 2, 28, 12, 5, tzinfo=UTC)
    assert (found.encounter, found.subject) == (f"Encounter/{ENCOUNTER_ID}", f"Patient/{PATIENT_ID}")


def test_missing_values_are_none_and_never_zero() -> None:
    found = columns.columns({"resourceType": "Basic", "code": {"text": "x"}})
    assert (found.number, found.starts, found.ends) == (None, None, None)
    assert (found.code, found.unit, found.encounter, found.subject) == ("", "", "", "")


def test_a_condition_lasts_from_onset_to_abatement() -> None:
    assert columns.columns(condition()).ends is None
    found = columns.columns(condition(abatementDateTime="2020"))
    assert (found.starts, found.ends) == (datetime(2019, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))
    assert columns.columns(condition(onsetDateTime=None, abatementDateTime="2020")).starts is None
    recorded = condition(onsetDateTime=None, recordedDate="2018")
    assert columns.columns(recorded).starts == datetime(2018, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ({"resourceType": "Organization", "active": False}, ("inactive", "", "")),
        ({"resourceType": "Organization", "active": True}, ("active", "", "")),
        ({"resourceType": "AllergyIntolerance", "category": ["food"]}, ("", "", "|food")),
        (
            {"resourceType": "Encounter", "status": "finished", "class": {"system": "s", "code": "AMB"}},
            ("finished", "s|AMB", "s|AMB"),
        ),
        ({"resourceType": "Goal", "lifecycleStatus": "active"}, ("active", "", "")),
    ],
)
def test_states_codes_and_categories(resource: dict[str, Any], expected: tuple[str, str, str]) -> None:
    found = columns.columns(resource)
    assert (found.status, found.code, found.category) == expected


def test_encounters_are_found_where_each_type_keeps_them() -> None:
    context = {"resourceType": "MedicationAdministration", "context": {"reference": "Encounter/1"}}
    assert columns.columns(context).encounter == "Encounter/1"
    document = {"resourceType": "DocumentReference", "context": {"encounter": [{"reference": "Encounter/2"}]}}
    assert columns.columns(document).encounter == "Encounter/2"
    claim = {"resourceType": "Claim", "item": [{"encounter": [{"reference": "Encounter/3"}]}]}
    assert columns.columns(claim).encounter == "Encounter/3"
    episode = {"resourceType": "MedicationAdministration", "context": {"reference": "EpisodeOfCare/1"}}
    assert columns.columns(episode).encounter == ""


def test_official_examples_have_columns() -> None:
    found = columns.columns(official("Encounter-f001"))
    assert (found.status, found.subject) == ("finished", "Patient/f001")


def rows(resource: dict[str, Any], parameter: str, sensitive: bool = False) -> list[token_rows.TokenValues]:
    found = token_rows.rows(resource["resourceType"], tokens.extract(resource), keys, sensitive)
    return [each for each in found if each.parameter == parameter]


def test_a_coding_makes_three_rows() -> None:
    expected = [
        keys("Observation", "code", "http://loinc.org", "8302-2"),
        keys("Observation", "code", ANY, "8302-2"),
        keys("Observation", "code", "http://loinc.org", ANY),
    ]
    assert [row.hash for row in rows(observation(), "code")] == expected


@pytest.mark.parametrize(
    "parameter", ["status", "subject", "encounter", "date", "value-quantity", "value-string"]
)
def test_what_columns_answer_is_not_stored_twice(parameter: str) -> None:
    assert rows(observation(), parameter) == []


def test_references_to_others_than_patients_are_stored() -> None:
    device = observation(subject={"reference": "Device/1"}, encounter=None)
    assert [row.hash for row in rows(device, "subject")] == [keys("Observation", "subject", "", "Device/1")]
    assert len(rows(observation(), "performer")) == 1


@pytest.mark.parametrize(
    "parameter", ["name", "family", "given", "gender", "birthdate", "address", "language"]
)
def test_a_person_leaves_no_hash_of_name_sex_or_birth(parameter: str) -> None:
    assert rows(patient(), parameter) == []
    assert rows(patient(), "identifier") != []


def test_names_of_places_are_stored_by_their_beginnings() -> None:
    found = rows({"resourceType": "Location", "name": "Ward 4"}, "name")
    assert [row.hash for row in found[:2]] == [
        keys("Location", "name", "", "w"),
        keys("Location", "name", "", "wa"),
    ]
    assert found[-1].hash == keys("Location", "name", WHOLE, "ward 4")
    assert len(found) == 7


def test_a_tag_makes_one_row_and_a_foreign_unit_two() -> None:
    tagged = observation(meta={"tag": [{"system": "s", "code": "c"}]})
    assert [row.hash for row in rows(tagged, "_tag")] == [keys("Observation", "_tag", "s", "c")]
    component = [{"code": {"text": "x"}, "valueQuantity": {"value": 1, "system": "s", "code": "c"}}]
    found = rows(observation(component=component), "component-value-quantity")
    assert [(row.hash, row.number) for row in found] == [
        (keys("Observation", "component-value-quantity", "", "c"), Decimal(1)),
        (keys("Observation", "component-value-quantity", "s", "c"), Decimal(1)),
    ]


def test_a_sensitive_resource_leaves_no_numbers() -> None:
    component = [{"code": {"text": "x"}, "valueQuantity": {"value": 1, "unit": "c"}}]
    assert rows(observation(component=component), "component-value-quantity", sensitive=True) == []
    assert len(rows(observation(component=component), "component-value-quantity")) == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5.4, "5.4"),
        (Decimal("1.50"), "1.50"),
        (0.1234567894, "0.12345679"),
        (10**15, "1000000000000000"),
        (Decimal("1e-30"), "0"),
        (10**16, None),
        (float("inf"), None),
        (True, None),
        ("5", None),
        (None, None),
    ],
)
def test_numbers_for_columns(value: Any, expected: str | None) -> None:
    assert numbers.column_number(value) == (None if expected is None else Decimal(expected))
