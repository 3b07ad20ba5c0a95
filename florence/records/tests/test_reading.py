"""How resources are read, odd ones included: only words, no code, half a date, no dose."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from florence.clinical.results import Flag
from florence.records.reading.allergies import read_allergy, state_of
from florence.records.reading.concepts import name_of, words_of
from florence.records.reading.documents import read_document
from florence.records.reading.family import read_family
from florence.records.reading.fields import fields_of
from florence.records.reading.immunisations import read_immunisation
from florence.records.reading.measurements import read_measurement
from florence.records.reading.medicines import dose_words, read_medicine
from florence.records.reading.people import Person, author_of
from florence.records.reading.problems import read_problem
from florence.records.reading.procedures import read_procedure
from florence.records.reading.sentences import sentence_of
from florence.records.reading.test_names import few_of, short_name
from florence.records.reading.times import read_time, time_in
from florence.records.reading.visits import read_visit
from florence.terminology.systems import (
    ALLERGY_CLINICAL,
    ALLERGY_VERIFICATION,
    CONDITION_CLINICAL,
    ICD_10_CM,
    INTERPRETATION,
    LOINC,
    SNOMED,
)

AT = datetime(2026, 11, 24, 22, 6, tzinfo=UTC)
BY_MOUTH_FOR_PAIN = "by mouth, when needed for pain"
WOMAN = Person("female", date(1968, 3, 14))


def row(**columns: Any) -> Any:
    return SimpleNamespace(id=UUID(int=1), version=3, starts=AT, **columns)


def coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def measured(**elements: Any) -> Any:
    resource = {"resourceType": "Observation", "status": "final", **elements}
    return read_measurement(row(), resource, {}, WOMAN)


def test_it_works() -> None:
    potassium = measured(
        code=coded(LOINC, "2823-3") | {"text": "Potassium"},
        valueQuantity={"value": 6.4, "unit": "mmol/L", "code": "mmol/L"},
    )
    assert (potassium.name, potassium.value, potassium.words) == ("Potassium", Decimal("6.4"), "6.4 mmol/L")
    assert (potassium.flag, potassium.mark) == (Flag.CRITICAL_HIGH, "critical-high")
    assert potassium.usual_words == "3.5–5.1"


@pytest.mark.parametrize(
    ("concept", "words"),
    [
        (None, "Not named"),
        ({}, "Not named"),
        ({"text": "Gout"}, "Gout"),
        ({"coding": [{"display": "Gout (disorder)"}]}, "Gout"),
        (coded(ICD_10_CM, "E11.9"), "Type 2 diabetes mellitus without complications"),
        ({"coding": [{"system": "urn:unknown", "code": "x"}]}, "Not named"),
    ],
)  # fmt: skip
def test_a_name_is_never_a_bare_code(concept: dict[str, Any] | None, words: str) -> None:
    assert name_of(concept) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2019", "2019"),
        ("2019-06", "Jun-2019"),
        ("2019-06-12", "12-Jun-2019"),
        ("2019-06-12T10:20:00Z", "12-Jun-2019 10:20"),
    ],
)
def test_a_date_is_as_precise_as_it_was_recorded(text: str, words: str) -> None:
    time = read_time(text)
    assert time is not None
    assert time.words == words


@pytest.mark.parametrize("text", [None, "", "soon", "2019-13", "2019-02-30"])
def test_what_is_no_date_is_not_shown_as_one(text: str | None) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(
    ("elements", "words"),
    [
        ({"onsetAge": {"value": 12, "unit": "years"}}, "at the age of 12 years"),
        ({"onsetString": "as a child"}, "as a child"),
        ({"onsetPeriod": {"start": "2001"}}, "2001"),
        ({"onsetPeriod": {"end": "2003-05"}}, "May-2003"),
    ],
)
def test_an_onset_may_be_an_age_words_or_a_period(elements: dict[str, Any], words: str) -> None:
    time = time_in(elements, "onset")
    assert time is not None
    assert time.words == words


def test_a4_05_an_allergy_has_its_reactions_and_the_worst_severity() -> None:
    entry = read_allergy(
        row(),
        {
            "code": {"text": "Latex"},
            "clinicalStatus": coded(ALLERGY_CLINICAL, "active"),
            "reaction": [
                {"manifestation": [{"text": "Rash"}, {"text": "Itching"}], "severity": "mild"},
                {"manifestation": [{"text": "Rash"}], "severity": "severe"},
            ],
        },
        {},
    )
    assert entry.reaction == "Rash, Itching, severe"
    assert entry.is_severe


def test_an_allergy_without_a_status_is_taken_as_active() -> None:
    assert read_allergy(row(), {"code": {"text": "Latex"}}, {}).is_active


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_a_withdrawn_allergy_is_not_active(status: str) -> None:
    entry = read_allergy(row(), {"verificationStatus": coded(ALLERGY_VERIFICATION, status)}, {})
    assert not entry.is_active
    assert entry.is_withdrawn


def test_a4_04_no_known_drug_allergy_alone_is_not_none_known() -> None:
    drug = read_allergy(row(), {"code": coded(SNOMED, "409137002") | {"text": "No known drug allergy"}}, {})
    assert drug.is_statement
    assert state_of([drug]) == "not-recorded"


def test_the_substance_may_stand_in_the_reaction_only() -> None:
    resource = {"reaction": [{"substance": {"text": "Penicillin V"}, "manifestation": [{"text": "Rash"}]}]}
    assert read_allergy(row(), resource, {}).substance == "Penicillin V"


def test_a_problem_that_ended_without_a_status_is_not_active() -> None:
    problem = read_problem(row(), {"code": {"text": "Gout"}, "abatementDateTime": "2020"}, {})
    assert (problem.is_active, problem.status) == (False, "Resolved")


def test_a_relapse_is_active() -> None:
    resource = {"code": {"text": "Asthma"}, "clinicalStatus": coded(CONDITION_CLINICAL, "relapse")}
    assert read_problem(row(), resource, {}).is_active


@pytest.mark.parametrize(
    ("dosage", "words"),
    [
        ({}, ""),
        ({"text": "one in the morning"}, "one in the morning"),
        (
            {
                "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
                "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
            },
            "1 tablet, twice a day",
        ),
        ({"timing": {"repeat": {"frequency": 1, "period": 6, "periodUnit": "h"}}}, "every 6 hours"),
        ({"timing": {"repeat": {"frequency": 3, "period": 1, "periodUnit": "wk"}}}, "3 times a week"),
        (
            {"asNeededBoolean": True, "doseAndRate": [{"doseQuantity": {"value": 0.50, "unit": "mg"}}]},
            "0.5 mg, when needed",
        ),
        ({"route": {"text": "by mouth"}, "asNeededCodeableConcept": {"text": "pain"}}, BY_MOUTH_FOR_PAIN),
        ({"timing": {"code": {"text": "at night"}}}, "at night"),
    ],
)  # fmt: skip
def test_a_dose_is_said_in_words(dosage: dict[str, Any], words: str) -> None:
    assert dose_words(dosage) == words


def test_a_medicine_without_a_dose_says_so_by_an_empty_how() -> None:
    medicine = read_medicine(row(), {"status": "active", "medicationReference": {"display": "insulin"}}, {})
    assert (medicine.name, medicine.how, medicine.is_current) == ("insulin", "", True)


def test_blood_pressure_is_one_value_of_two_numbers() -> None:
    parts = [
        {"code": coded(LOINC, "8462-4"), "valueQuantity": {"value": 62, "code": "mm[Hg]"}},
        {"code": coded(LOINC, "8480-6"), "valueQuantity": {"value": 162, "code": "mm[Hg]"}},
    ]
    pressure = measured(code=coded(LOINC, "85354-9"), component=parts)
    assert (pressure.name, pressure.text, pressure.mark) == ("Blood pressure", "162/62", "high")


def test_half_a_blood_pressure_is_not_shown_as_a_whole_one() -> None:
    parts = [{"code": coded(LOINC, "8480-6"), "valueQuantity": {"value": 162, "code": "mm[Hg]"}}]
    pressure = measured(code=coded(LOINC, "85354-9"), component=parts)
    assert not pressure.is_pressure
    assert pressure.text == ""
    assert "162" in pressure.words


def test_the_range_and_flag_of_the_laboratory_go_before_ours() -> None:
    potassium = measured(
        code=coded(LOINC, "2823-3"),
        valueQuantity={"value": 5.0, "code": "mmol/L"},
        referenceRange=[{"low": {"value": 3.0}, "high": {"value": 4.0}}],
        interpretation=[coded(INTERPRETATION, "HH")],
    )
    assert (potassium.usual_words, potassium.mark) == ("3–4", "critical-high")


@pytest.mark.parametrize(
    ("elements", "words"),
    [
        ({"valueCodeableConcept": {"text": "Never smoker"}}, "Never smoker"),
        ({"valueString": "cloudy"}, "cloudy"),
        ({"valueBoolean": False}, "No"),
        ({"dataAbsentReason": {"text": "patient refused"}}, "not measured: patient refused"),
        ({}, "Not recorded"),
    ],
)
def test_a_value_in_words_or_missing_is_never_a_zero(elements: dict[str, Any], words: str) -> None:
    value = measured(code={"text": "Something"}, **elements)
    assert (value.words, value.value, value.mark) == (words, None, "")


def test_a_value_without_a_known_range_has_no_mark() -> None:
    value = measured(code={"text": "Home-made test"}, valueQuantity={"value": 3})
    assert (value.flag, value.mark, value.usual_words, value.bar) == (Flag.UNKNOWN, "", "", "")


def test_a_range_for_women_is_not_used_when_the_sex_is_unknown() -> None:
    resource = {"code": coded(LOINC, "718-7"), "valueQuantity": {"value": 12.4, "code": "g/dL"}}
    unknown = read_measurement(row(), {"resourceType": "Observation", **resource}, {}, Person())
    assert unknown.flag == Flag.UNKNOWN
    assert measured(**resource).flag == Flag.NORMAL


def test_a_vaccine_shows_its_dose_in_the_series() -> None:
    given = read_immunisation(
        row(),
        {
            "status": "completed",
            "vaccineCode": {"text": "MMR"},
            "occurrenceDateTime": "2026-01",
            "protocolApplied": [{"doseNumberPositiveInt": 2, "seriesDosesPositiveInt": 3}],
        },
        {},
    )
    assert (given.vaccine, given.dose, given.is_given) == ("MMR", "dose 2 of 3", True)


def test_a_vaccine_not_given_says_why() -> None:
    resource = {"status": "not-done", "vaccineCode": {"text": "MMR"}, "statusReason": {"text": "refused"}}
    given = read_immunisation(row(), resource, {})
    assert (given.status, given.is_given, given.reason) == ("Not given", False, "refused")


def test_a_visit_without_type_is_named_by_its_class() -> None:
    visit = read_visit(row(), {"status": "finished", "class": {"code": "EMER"}}, {})
    assert (visit.what, visit.kind, visit.started) == ("Emergency", "Emergency", None)


def test_a_procedure_names_its_reasons_once() -> None:
    reasons = [{"display": "Normal pregnancy"}, {"display": "Normal pregnancy"}]
    procedure = read_procedure(row(), {"status": "completed", "reasonReference": reasons}, {})
    assert (procedure.name, procedure.reason) == ("Not named", "Normal pregnancy")


def test_a_report_names_the_first_results_and_counts_the_rest() -> None:
    results = [{"display": f"Test {number}"} for number in range(8)]
    report = read_document(
        row(), {"resourceType": "DiagnosticReport", "status": "final", "result": results}, {}
    )
    assert report.results_words == "Test 0, Test 1, Test 2, Test 3, Test 4 and 3 more"


def test_illness_in_the_family_has_its_age() -> None:
    resource = {
        "status": "completed",
        "relationship": coded("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "MTH"),
        "condition": [{"code": {"text": "Breast cancer"}, "onsetAge": {"value": 52, "unit": "years"}}],
    }
    family = read_family(row(), resource, {})
    assert (family.relative, family.illnesses) == ("Mother", ("Breast cancer, at the age of 52 years",))


@pytest.mark.parametrize(
    ("code", "full", "short"),
    [
        ("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "HbA1c"),
        ("", "Platelets [#/volume] in Blood by Automated count", "Platelets"),
        ("", "Glucose [Mass/volume] in Urine by Test strip", "Glucose in Urine by Test strip"),
        ("", "Lipid panel - Serum or Plasma", "Lipid panel"),
    ],
)  # fmt: skip
def test_a_test_has_a_short_name_that_keeps_another_specimen(code: str, full: str, short: str) -> None:
    assert short_name(code, full) == short


def test_a_short_list_is_not_cut() -> None:
    assert few_of(["Sodium", "Potassium"]) == "Sodium, Potassium"


def test_the_author_is_named_by_reference_or_display() -> None:
    resource = {"participant": [{"individual": {"reference": "Practitioner/1"}}]}
    assert author_of(resource, {"Practitioner/1": "Dr Osei"}) == "Dr Osei"
    assert author_of({"performer": [{"display": "R. Silva"}]}, {}) == "R. Silva"
    assert author_of(resource, {}) == ""


def test_an_unexpected_type_has_no_fields_and_a_plain_sentence() -> None:
    assert fields_of({"resourceType": "Basic"}) == []
    assert sentence_of({"resourceType": "Basic"})[1] == "Entry"


def test_words_of_nothing_are_empty() -> None:
    assert words_of(None) == ""
