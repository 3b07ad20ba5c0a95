"""The cast as of any moment: the facts that a demo must hold, and nothing in the future."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from florence.clinical.ages import age_in_years, age_on
from florence.clinical.results import Flag, flag_of
from florence.demo_data.cast import long_history
from florence.demo_data.cast.facts import ICD_10_CM
from florence.demo_data.cast.registry import CAST, Member, cast
from florence.demo_data.lives import DATE_KEYS
from florence.demo_data.moment import Moment, years_before
from florence.demo_data.tests.moments import MOMENTS
from florence.fhir.validation import validate
from florence.terminology.diagnoses import is_valid_diagnosis

SHORT = tuple(member for member in CAST if member.key != "long-history")


@pytest.fixture(params=MOMENTS.values(), ids=MOMENTS.keys())
def moment(request: pytest.FixtureRequest) -> Moment:
    return Moment(request.param)


def written(key: str, moment: Moment, kind: str) -> list[dict[str, Any]]:
    member = next(member for member in CAST if member.key == key)
    found = [entry["resource"] for entry in member.build(moment)["entry"]]
    return [resource for resource in found if resource["resourceType"] == kind]


def ages(key: str, moment: Moment) -> list[int]:
    births = [date.fromisoformat(patient["birthDate"]) for patient in written(key, moment, "Patient")]
    return [age_in_years(birth, moment.today) for birth in births]


def values(key: str, moment: Moment, code: str) -> list[tuple[datetime, float]]:
    return [
        (datetime.fromisoformat(observation["issued"]), observation["valueQuantity"]["value"])
        for observation in written(key, moment, "Observation")
        if observation["code"]["coding"][0]["code"] == code
    ]


def latest(key: str, moment: Moment, code: str) -> tuple[datetime, float]:
    return max(values(key, moment, code))


def strings(node: Any, keys: frozenset[str] | set[str]) -> Iterator[str]:
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, dict | list):
            yield from strings(value, keys)
        elif key in keys:
            yield value


def security(resource: dict[str, Any]) -> set[str]:
    return {coding["code"] for coding in resource.get("meta", {}).get("security", ())}


def test_it_works() -> None:
    found = list(cast(datetime(2026, 11, 24, 10, tzinfo=UTC)))
    assert [member.key for member, _ in found] == [member.key for member in CAST]
    assert all(bundle["type"] == "transaction" and bundle["entry"] for _, bundle in found)


@pytest.mark.parametrize("member", SHORT, ids=lambda member: member.key)
def test_every_record_is_valid_and_answers_its_own_references(member: Member, moment: Moment) -> None:
    bundle = member.build(moment)
    assert validate(bundle) == []
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    assert set(strings(bundle, {"reference"})) <= set(urls)


@pytest.mark.parametrize("member", SHORT, ids=lambda member: member.key)
def test_nothing_lies_in_the_future_or_before_the_birth(member: Member, moment: Moment) -> None:
    bundle = member.build(moment)
    now = moment.now.isoformat()
    assert max(strings(bundle, DATE_KEYS | {"date", "creation"})) <= now
    births = [p["birthDate"] for p in written(member.key, moment, "Patient")]
    visits = [visit["period"]["start"] for visit in written(member.key, moment, "Encounter")]
    assert min(visits) >= min(births)


def test_ids_and_values_do_not_depend_on_the_day() -> None:
    early, late = (Moment(MOMENTS[name]) for name in ("a Tuesday", "29 February"))
    for member in SHORT:
        one, other = member.build(early), member.build(late)
        assert [e["fullUrl"] for e in one["entry"]] == [e["fullUrl"] for e in other["entry"]]
        assert list(strings(one, {"value"})) == list(strings(other, {"value"}))


def test_names_in_the_list_are_those_in_the_records() -> None:
    moment = Moment(MOMENTS["a Tuesday"])
    for member in SHORT:
        patients = written(member.key, moment, "Patient")
        assert len(patients) == len(member.people), member.key
        for patient, listed in zip(patients, member.people, strict=True):
            name = patient["name"][0]
            assert set(" ".join([*name.get("given", []), name["family"]]).split()) == set(listed.split())


def test_every_diagnosis_is_a_code_that_may_be_used() -> None:
    moment = Moment(MOMENTS["a Tuesday"])
    for member in SHORT:
        for kind, key in (("Condition", "code"), ("Encounter", "reasonCode")):
            for resource in written(member.key, moment, kind):
                concept = resource[key] if kind == "Condition" else resource[key][0]
                for coding in concept["coding"]:
                    assert coding["system"] == ICD_10_CM
                    assert is_valid_diagnosis(coding["code"]), coding


def test_the_patient_is_58_with_three_years_of_series_and_an_abnormal_result_today(moment: Moment) -> None:
    assert ages("patient", moment) == [58]
    series = sorted(values("patient", moment, "4548-4"))
    assert len(series) == 13
    assert series[0][0] < moment.now - timedelta(days=3 * 350)
    assert series[-1][0].date() == moment.today
    assert series[-1][1] == max(value for _, value in series[6:])
    pressures = [o for o in written("patient", moment, "Observation") if "component" in o]
    assert len(pressures) == 13


def test_the_mother_has_children_of_4_9_and_15_and_the_visit_in_confidence_is_restricted(
    moment: Moment,
) -> None:
    assert ages("parent", moment) == [41, 4, 9, 15]
    (note,) = written("parent", moment, "Composition")
    assert security(note) == {"R", "SEX"}


def test_twins_share_the_birth_date_and_only_one_is_allergic(moment: Moment) -> None:
    twins = written("twins", moment, "Patient")
    assert len({twin["birthDate"] for twin in twins}) == 1
    assert [twin["multipleBirthInteger"] for twin in twins] == [1, 2]
    assert len(written("twins", moment, "AllergyIntolerance")) == 1


def test_father_and_son_have_one_name_and_two_ages(moment: Moment) -> None:
    father, son = written("father-and-son", moment, "Patient")
    assert father["name"] == son["name"]
    assert ages("father-and-son", moment) == [61, 33]


def test_names_that_fit_no_box(moment: Moment) -> None:
    (one_word,) = written("one-word-name", moment, "Patient")
    assert "given" not in one_word["name"][0]
    (long_name,) = written("long-name", moment, "Patient")
    name = long_name["name"][0]
    assert len(" ".join([*name["given"], name["family"]])) > 60
    scripts = [
        written(key, moment, "Patient")[0]["name"][1]["text"] for key in ("arabic-name", "ethiopian-name")
    ]
    assert scripts == ["فاطمة أحمد الزهراني", "ሰላም ተስፋዬ በቀለ"]


def test_the_estimated_the_phoneless_and_the_interpreted_are_marked(moment: Moment) -> None:
    (estimated,) = written("estimated-age", moment, "Patient")
    assert estimated["_birthDate"]["extension"][0]["valueBoolean"] is True
    assert "telecom" not in written("no-phone", moment, "Patient")[0]
    assert written("interpreter", moment, "Patient")[0]["extension"][0]["valueBoolean"] is True


def test_the_unknown_man_came_two_hours_ago_and_is_still_here(moment: Moment) -> None:
    (visit,) = written("unknown-man", moment, "Encounter")
    assert datetime.fromisoformat(visit["period"]["start"]) == moment.ago(hours=2)
    assert visit["status"] == "in-progress"
    assert written("unknown-man", moment, "Patient")[0]["name"][0]["use"] == "temp"


def test_the_newborn_was_born_yesterday_and_has_no_name(moment: Moment) -> None:
    baby = written("newborn", moment, "Patient")[1]
    assert date.fromisoformat(baby["birthDate"]) == moment.today - timedelta(days=1)
    assert baby["name"][0]["given"] == ["Baby of Lindiwe"]


def test_the_dead_died_twelve_days_ago(moment: Moment) -> None:
    (dead,) = written("dead", moment, "Patient")
    died = datetime.fromisoformat(dead["deceasedDateTime"]).date()
    assert died == moment.today - timedelta(days=12)


@pytest.mark.parametrize(("key", "category"), [("colleague", "EMP"), ("public-person", "CEL")])
def test_a_colleague_and_a_public_person_are_restricted(key: str, category: str, moment: Moment) -> None:
    assert security(written(key, moment, "Patient")[0]) == {"R", category}


def test_the_pair_looks_like_one_person(moment: Moment) -> None:
    one, other = written("duplicate-pair", moment, "Patient")
    assert (one["birthDate"], one["telecom"]) == (other["birthDate"], other["telecom"])
    assert one["name"] != other["name"]


def test_the_penicillin_allergic_is_here_now_with_a_sore_throat(moment: Moment) -> None:
    (allergy,) = written("penicillin", moment, "AllergyIntolerance")
    assert (allergy["criticality"], allergy["reaction"][0]["severity"]) == ("high", "severe")
    (visit,) = written("penicillin", moment, "Encounter")
    assert visit["status"] == "in-progress"
    assert datetime.fromisoformat(visit["period"]["start"]).date() == moment.today
    assert visit["reasonCode"][0]["coding"][0]["code"] == "J02.9"


def test_the_dangerous_values_are_there_and_flagged(moment: Moment) -> None:
    assert latest("kidney", moment, "33914-3")[1] == 28
    assert latest("small-child", moment, "29463-7")[1] == 14
    assert latest("warfarin", moment, "6301-6") == (moment.earlier_today(1), 5.2)
    assert latest("potassium", moment, "2823-3") == (moment.ago(minutes=12), 6.8)
    for code, value, unit in (("2823-3", "6.8", "mmol/L"), ("6301-6", "5.2", "{INR}")):
        assert _flag(code, value, unit, moment) is Flag.CRITICAL_HIGH


def _flag(code: str, value: str, unit: str, moment: Moment) -> Flag:
    return flag_of(code, Decimal(value), unit, "male", age_on(moment.born(71), moment.today))


def test_the_restricted_facts_of_one_chart_are_labelled_and_the_others_not(moment: Moment) -> None:
    notes = written("restricted", moment, "Composition")
    assert [security(note) for note in notes] == [set(), {"R"}]
    assert security(written("restricted", moment, "MedicationRequest")[0]) == {"R"}
    assert [security(c) for c in written("restricted", moment, "Condition")] == [set(), {"R"}]


def test_the_long_history_has_its_facts_and_is_the_same_each_time() -> None:
    moment = Moment(MOMENTS["a Tuesday"])
    bundle = long_history.build(moment)
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert len([kind for kind in kinds if kind not in ("Patient", "Encounter")]) >= 20_000
    assert bundle == long_history.build(moment)
    assert max(strings(bundle, DATE_KEYS)) <= moment.now.isoformat()
    assert validate(long_history.build(moment, 100)) == []


def test_days_of_the_moment_are_those_of_its_zone() -> None:
    late = Moment(datetime(2026, 11, 24, 22, tzinfo=UTC), timezone(timedelta(hours=5)))
    assert late.today == date(2026, 11, 25)
    assert late.earlier_today(5) == datetime(2026, 11, 24, 19, tzinfo=UTC)
    assert late.days_ago(1, 9) == datetime(2026, 11, 24, 4, tzinfo=UTC)


def test_a_working_day_is_the_friday_before_a_weekend() -> None:
    monday = Moment(datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert [monday.workday_ago(days).date().day for days in (1, 2, 3)] == [20, 20, 20]


def test_who_is_born_on_29_february_has_a_birthday_in_other_years() -> None:
    assert years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)
    assert years_before(date(2028, 2, 29), 4) == date(2024, 2, 29)
