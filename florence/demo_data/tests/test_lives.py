"""The shipped lives, as they are on any day the demo is started."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import islice
from typing import Any

import pytest

from florence.demo_data.lives import DATE_KEYS, Bundle, directory, lives
from florence.demo_data.tests.moments import MOMENTS

TUESDAY = MOMENTS["a Tuesday"]


def resources(bundle: Bundle, kind: str) -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in bundle["entry"]]
    return [resource for resource in found if resource["resourceType"] == kind]


def nodes(node: Any) -> Iterator[tuple[str, Any]]:
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, dict | list):
            yield from nodes(value)
        else:
            yield str(key), value


def dates(bundle: Bundle) -> list[str]:
    return [value for key, value in nodes(bundle) if key in DATE_KEYS]


def first(count: int, now: datetime = TUESDAY) -> list[Bundle]:
    return list(islice(lives(now), count))


def test_it_works() -> None:
    counts = Counter(
        entry["resource"]["resourceType"] for bundle in lives(TUESDAY) for entry in bundle["entry"]
    )
    assert (counts["Patient"], counts["Encounter"], counts["AllergyIntolerance"]) == (200, 5318, 142)
    assert counts["Claim"] + counts["ExplanationOfBenefit"] == 0


@pytest.mark.parametrize("now", MOMENTS.values(), ids=MOMENTS.keys())
def test_the_same_facts_hold_whenever_the_demo_starts(now: datetime) -> None:
    dead = 0
    for bundle in lives(now):
        patient = resources(bundle, "Patient")[0]
        assert max(dates(bundle)) <= now.isoformat()
        if died := patient.get("deceasedDateTime"):
            dead += 1
            assert datetime.fromisoformat(died) <= now - timedelta(days=12)
        else:
            assert _last_visit(bundle) >= now - timedelta(days=90)
    assert dead == 28


def _last_visit(bundle: Bundle) -> datetime:
    return max(datetime.fromisoformat(visit["period"]["end"]) for visit in resources(bundle, "Encounter"))


def test_a_later_day_moves_each_person_by_whole_weeks() -> None:
    for early, late in zip(first(40), first(40, TUESDAY + timedelta(days=40)), strict=True):
        moved = [_day(b) - _day(a) for a, b in zip(dates(early), dates(late), strict=True)]
        assert len(set(moved)) == 1
        assert moved[0].days in (35, 42)


def _day(value: str) -> date:
    return date.fromisoformat(value[:10])


def test_nobody_has_a_visit_before_the_day_of_birth() -> None:
    for bundle in lives(TUESDAY):
        born = resources(bundle, "Patient")[0]["birthDate"]
        assert min(visit["period"]["start"] for visit in resources(bundle, "Encounter")) >= born


def test_visits_lie_mostly_in_the_working_day_of_the_zone() -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    hours = Counter[int]()
    for bundle in islice(lives(TUESDAY, zone), 60):
        for visit in resources(bundle, "Encounter"):
            hours[datetime.fromisoformat(visit["period"]["start"]).astimezone(zone).hour] += 1
    assert sum(hours[hour] for hour in range(7, 18)) > 0.9 * hours.total()


def test_the_same_moment_gives_the_same_people_and_another_seed_other_days() -> None:
    assert first(3) == first(3)
    other = list(islice(lives(TUESDAY, UTC, "other"), 3))
    assert [b["entry"][-1]["fullUrl"] for b in other] == [b["entry"][-1]["fullUrl"] for b in first(3)]
    assert other != first(3)


def test_ids_do_not_depend_on_the_day() -> None:
    urls = [entry["fullUrl"] for bundle in lives(TUESDAY) for entry in bundle["entry"]]
    later = [entry["fullUrl"] for b in lives(TUESDAY + timedelta(days=9)) for entry in b["entry"]]
    assert urls == later


def test_every_reference_is_answered_within_the_bundle() -> None:
    for bundle in lives(TUESDAY):
        urls = [entry["fullUrl"] for entry in bundle["entry"]]
        assert len(urls) == len(set(urls))
        assert {value for key, value in nodes(bundle) if key == "reference"} <= set(urls)


def test_the_directory_answers_for_all_organizations_and_practitioners() -> None:
    known = {entry["fullUrl"] for entry in directory()["entry"]}
    assert len(known) == 204
    for bundle in first(20):
        kinds = (*resources(bundle, "Organization"), *resources(bundle, "Practitioner"))
        met = [entry["fullUrl"] for entry in bundle["entry"] if entry["resource"] in kinds]
        assert set(met) <= known


def test_no_mark_of_the_generator_is_left_in_names_and_no_dosage_is_bare() -> None:
    for bundle in lives(TUESDAY):
        for name in resources(bundle, "Patient")[0]["name"]:
            assert not any(letter.isdigit() for letter in name["family"] + "".join(name["given"]))
        for prescription in resources(bundle, "MedicationRequest"):
            assert all("timing" in dosage for dosage in prescription.get("dosageInstruction", []))


def test_every_number_has_a_unit_and_few_decimals() -> None:
    for bundle in first(40):
        for observation in resources(bundle, "Observation"):
            for part in (observation, *observation.get("component", [])):
                if quantity := part.get("valueQuantity"):
                    assert quantity["code"]
                    assert quantity["value"] == round(quantity["value"], 2)
