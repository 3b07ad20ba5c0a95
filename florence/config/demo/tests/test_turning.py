"""The demo hospital on the day it is made and on later ones: the same is true of today again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from florence.clinical.ages import age_in_years
from florence.config.demo import turning
from florence.config.demo.hospital import Size, load_hospital
from florence.config.demo.names import BUILDER, SOURCE
from florence.config.demo.people import TEAM
from florence.config.fhir import KEEPERS
from florence.demo_data.cast.registry import CAST
from florence.demo_data.moment import Moment
from florence.foundation import clock
from florence.patients.models import Patient
from florence.patients.store import STORE as PATIENTS
from florence.records.models import Encounter
from florence.records.models import Resource as Fact
from florence.records.store import FACTS
from florence.security.actions.break_glass import review_break_glass
from florence.security.models import AccessEvent, AccessQuestion, Account, BreakGlass, Relation, Team
from florence.security.scope import scope
from florence.security.web.identity import actor_for

pytestmark = pytest.mark.django_db

FIRST_DAY = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
TURN_OF_DAY = datetime(2026, 11, 25, 0, 5, tzinfo=UTC)
SMALL = Size(lives=6, facts=60)


def silent(step: str) -> None:
    """Nobody listens."""


@pytest.fixture
def hospital_of_first_day(db: None) -> None:
    with clock.held_at(FIRST_DAY):
        load_hospital(silent, SMALL)


def turn_over(at: datetime) -> bool:
    with clock.held_at(at):
        return turning.turn_over(silent)


def entries(key: str, kind: str) -> list[dict[str, Any]]:
    """What is kept of a member of the cast, of one type."""
    member = next(member for member in CAST if member.key == key)
    urls = [entry["fullUrl"] for entry in member.build(Moment(FIRST_DAY))["entry"]]
    with scope(BUILDER, "look"):
        store = KEEPERS[kind].store
        rows = store.rows.filter(source=SOURCE, source_key__in=urls, type=kind)
        return [store.content(row) for row in rows]


def days_since(at: datetime, moment: str) -> int:
    return (at.date() - datetime.fromisoformat(moment).astimezone(UTC).date()).days


def counts() -> tuple[int, int, int]:
    with scope(BUILDER, "look"):
        return Patient.objects.count(), Encounter.objects.count(), Fact.objects.count()


def newest_result(key: str, code: str) -> dict[str, Any]:
    of_code = [
        each
        for each in entries(key, "Observation")
        if each["code"].get("coding", [{}])[0].get("code") == code
    ]
    return max(of_code, key=lambda each: str(each["issued"]))


@pytest.mark.parametrize("days", [0, 1, 30], ids=["the next day", "two days later", "a month later"])
def test_it_works(hospital_of_first_day: None, days: int) -> None:
    at = TURN_OF_DAY + timedelta(days=days)
    assert turn_over(at)
    assert days_since(at, newest_result("warfarin", "6301-6")["issued"]) == 0
    assert at - datetime.fromisoformat(newest_result("potassium", "2823-3")["issued"]) == timedelta(
        minutes=12
    )
    (unknown,) = entries("unknown-man", "Encounter")
    assert at - datetime.fromisoformat(unknown["period"]["start"]) == timedelta(hours=2)
    (dead,) = entries("dead", "Patient")
    assert days_since(at, dead["deceasedDateTime"]) in (12, 13)
    newborn = max(entries("newborn", "Patient"), key=lambda each: str(each["birthDate"]))
    assert (at.date() - date.fromisoformat(newborn["birthDate"])).days == 1
    (patient,) = entries("patient", "Patient")
    assert age_in_years(date.fromisoformat(patient["birthDate"]), at.date()) == 58


def test_everybody_who_lives_was_seen_within_ninety_days(hospital_of_first_day: None) -> None:
    at = TURN_OF_DAY + timedelta(days=60)
    turn_over(at)
    of_stories = {
        entry["fullUrl"] for member in CAST[:-1] for entry in member.build(Moment(FIRST_DAY))["entry"]
    }
    seen = 0
    with scope(BUILDER, "look"):
        for row, person in PATIENTS.open_all(PATIENTS.rows.exclude(source_key__in=of_stories)):
            last = Encounter.objects.filter(subject_id=row.id).order_by("-starts").first()
            if "deceasedDateTime" not in person:
                assert last is not None
                assert last.starts is not None
                assert at - last.starts < timedelta(days=90), row.source_key
                seen += 1
    assert seen > 2


def test_what_a_person_has_written_stays_as_it_is(hospital_of_first_day: None) -> None:
    (unknown,) = entries("unknown-man", "Patient")
    with scope(BUILDER, "look"):
        row = next(
            row for row, kept in PATIENTS.open_all(PATIENTS.rows.all()) if kept["name"] == unknown["name"]
        )
        doctor = Account.objects.get(email="doctor@demo.example")
    with scope(replace(BUILDER, id=doctor.id), "patients.change_identity"):
        found = unknown | {"birthDate": "1990-01-01"}
        KEEPERS["Patient"].change(row.id, found, expected_version=None)
    turn_over(TURN_OF_DAY)
    assert entries("unknown-man", "Patient")[0]["birthDate"] == "1990-01-01"


def test_turning_twice_on_a_day_changes_nothing(hospital_of_first_day: None) -> None:
    assert turn_over(TURN_OF_DAY)
    before = counts()
    assert not turn_over(TURN_OF_DAY + timedelta(hours=9))
    assert counts() == before
    with scope(BUILDER, "look"):
        assert not FACTS.rows.filter(version__gt=2).exists()


def test_loading_twice_on_a_day_changes_nothing(hospital_of_first_day: None) -> None:
    before = counts()
    assert not turn_over(FIRST_DAY + timedelta(hours=9))
    assert counts() == before


def test_nothing_lies_in_the_future(hospital_of_first_day: None) -> None:
    at = TURN_OF_DAY + timedelta(days=30)
    turn_over(at)
    with scope(BUILDER, "look"):
        assert not Encounter.objects.filter(starts__gt=at).exists()
        assert not Fact.objects.filter(starts__gt=at).exists()


def test_the_team_still_cares_after_a_hundred_days(hospital_of_first_day: None) -> None:
    at = TURN_OF_DAY + timedelta(days=100)
    turn_over(at)
    with scope(BUILDER, "look"):
        team = Team.objects.get(name=TEAM)
        assert Relation.objects.filter(party_id=team.id).exists()
        assert not Relation.objects.filter(party_id=team.id, ends_at__lte=at).exists()


def test_the_privacy_officer_has_work_every_day(hospital_of_first_day: None) -> None:
    at = TURN_OF_DAY + timedelta(days=9)
    with scope(BUILDER, "look"):
        officer = actor_for(Account.objects.get(email="privacy@demo.example"))
        openings = list(BreakGlass.objects.values_list("id", flat=True))
    for opening in openings:
        review_break_glass(officer, break_glass_id=opening, outcome=BreakGlass.Outcome.JUSTIFIED)
    turn_over(at)
    with scope(BUILDER, "look"):
        assert BreakGlass.objects.filter(outcome="").count() == 2
        assert AccessQuestion.objects.filter(answered_at__isnull=True).count() == 1
        fresh = AccessEvent.objects.filter(at__gte=at - timedelta(days=1))
        assert fresh.filter(outcome=AccessEvent.Outcome.REFUSED).count() == 3
