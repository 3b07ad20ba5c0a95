"""Linking, merging and unmerging two records of one person, over every table that refers to a subject."""

import random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from florence.foundation import clock, events, keys
from florence.patients.actions import merging as acts
from florence.patients.actions.identity import RecordMerged, change_contact
from florence.patients.actions.linking import LinkRefused, link_records, unlink_records
from florence.patients.actions.merged_rows import subject_keys
from florence.patients.actions.merging import MergeRefused, approve_merge, propose_merge
from florence.patients.actions.unmerging import undo_merge
from florence.patients.events import PatientsMerging
from florence.patients.models import Merge, MergedRow, Patient
from florence.patients.queries.people import banner_of
from florence.patients.queries.search import find_patients, find_subject_ids
from florence.patients.rules.identifiers import hospital_number_of
from florence.patients.rules.patient_resource import Contact
from florence.patients.store import STORE
from florence.records.actions.facts import add_fact
from florence.records.actions.merging import PatientStays
from florence.records.fhir import KEEPERS
from florence.records.models import Resource, ResourceToken
from florence.records.queries.chart import get_chart
from florence.records.store import ENCOUNTERS, FACTS
from florence.records.tests.cast import MARYAM, SYSTEM, patient
from florence.records.tests.merging import merge, registrar, two_records
from florence.security import relations
from florence.security.actors import Actor
from florence.security.decisions import ActionError, Refused
from florence.security.models import AccessQuestion, Draft, Relation, Subject
from florence.security.resource_store import place_of_subject
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.web.identity import actor_for

pytestmark = pytest.mark.django_db

PAIRS, PEOPLE, SEED = 200, 16, 4518
# What a merge and its undoing leave changed, on purpose: the patient's version counts on.
COUNTERS = {"patients_patient": ("version", "recorded_at")}


@pytest.fixture
def registrars() -> tuple[Actor, Actor]:
    return registrar("first"), registrar("second")


def fact(subject_id: UUID, text: str) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "subject": {"reference": f"Patient/{subject_id}"},
        "code": {
            "text": text,
            "coding": [{"system": "http://snomed.info/sct", "code": str(len(text) + 1000)}],
        },
    }


def with_a_life(subject_id: UUID, account_id: UUID, chance: random.Random) -> None:
    """Rows of every kind about a patient."""
    with scope(SYSTEM, "test"):
        subject = Subject.objects.get(id=subject_id)
        visit = {
            "resourceType": "Encounter",
            "status": "finished",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
            "subject": {"reference": f"Patient/{subject_id}"},
        }
        ENCOUNTERS.add(visit, place_of_subject(subject))
        for _ in range(chance.randint(1, 3)):
            add_fact(fact(subject_id, "x" * chance.randint(3, 90)), subject_id=subject_id)
        relations.add_relation(party_id=account_id, subject_id=subject_id, source=Relation.Source.VISIT)
        sealed = {"account_id": account_id, "subject_id": subject_id, "key_id": keys.house_cipher().key_id}
        for form in chance.sample(["allergy", "problem", "note"], 2):
            Draft.objects.create(**sealed, form=form, content=b"sealed", saved_at=clock.now())
        AccessQuestion.objects.create(
            subject_id=subject_id,
            asked_by_id=account_id,
            about_day=clock.today("UTC"),
            key_id=sealed["key_id"],
            question=b"sealed",
            asked_at=clock.now(),
        )


def rows_of(*subject_ids: UUID) -> dict[str, list[dict[str, Any]]]:
    """Every row that refers to one of the subjects, with all its columns but the counters, and the subjects."""
    found = {}
    for key in [*subject_keys()]:
        if key.merge == "history" or key.table in (
            "patients_merge",
            "patients_mergedrow",
            "patients_recordlink",
        ):
            continue
        but = [*COUNTERS.get(key.table, ()), "-"]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT to_jsonb(t) - %s::text[] FROM {key.table} t WHERE {key.column} = ANY(%s) ORDER BY t.id",
                [but, list(subject_ids)],
            )
            found[f"{key.table}.{key.column}"] = [row for (row,) in cursor.fetchall()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(s) FROM security_subject s WHERE id = ANY(%s) ORDER BY id", [list(subject_ids)]
        )
        found["security_subject"] = [row for (row,) in cursor.fetchall()]
    return found


def test_a_link_joins_two_charts_at_once_and_ends_exactly(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    doctor = cast.account("doctor")
    with_a_life(other, doctor.id, random.Random(1))
    with scope(SYSTEM, "look"):
        before = rows_of(one, other)
    link_records(registrars[0], subject_id=one, other_id=other, reason="same-person")
    with scope(SYSTEM, "look"):
        chart = get_chart(one)
        assert chart is not None
        assert set(chart.subjects) == {one, other}
        assert relations.find_relation(actor_for(doctor), chart.person_id)
        assert any("two records" in flag.words.lower() for flag in chart.banner.flags)
    unlink_records(registrars[0], subject_id=one, other_id=other)
    with scope(SYSTEM, "look"):
        assert rows_of(one, other) == before


def test_records_of_one_person_are_not_linked_again(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    link_records(registrars[0], subject_id=one, other_id=other, reason="same-person")
    with pytest.raises(LinkRefused):
        link_records(registrars[0], subject_id=other, other_id=one, reason="same-person")


def test_a1_20_a_second_person_approves(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    asked = propose_merge(registrars[0], subject_id=one, merged_id=other, reason="same-person")
    with pytest.raises(MergeRefused):
        approve_merge(registrars[0], subject_id=one, merge_id=asked.id)
    with scope(SYSTEM, "look"):
        assert not MergedRow.objects.exists()
        assert Merge.objects.get().approved_at is None


def test_a1_20_who_may_not_approve_merges_nothing(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    asked = propose_merge(registrars[0], subject_id=one, merged_id=other, reason="same-person")
    with pytest.raises(Refused):
        approve_merge(actor_for(cast.account("nobody")), subject_id=one, merge_id=asked.id)
    with scope(SYSTEM, "look"):
        assert not MergedRow.objects.exists()


def test_a14_01_a1_21_nothing_is_left_on_the_merged_record(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    account = cast.account("doctor")
    with_a_life(one, account.id, random.Random(2))
    with_a_life(other, account.id, random.Random(3))
    merge(registrars, one, other)
    with scope(SYSTEM, "look"):
        for key in subject_keys():
            left = key.model._default_manager.filter(**{key.column: other})
            if key.merge == "move":
                assert not left.exists(), f"{key.table}.{key.column}"
        assert Merge.objects.filter(approved_at__isnull=False).count() == 1
        assert ResourceToken.objects.filter(subject_id=one).exists()


def test_every_key_to_a_subject_says_what_a_merge_does() -> None:
    said = {key.table: key.merge for key in subject_keys()}
    assert set(said.values()) <= {"move", "anchor", "history", "combine"}
    assert said["records_resource"] == "move"


def test_a1_04_a1_23_the_old_number_finds_the_one_that_stays(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    with scope(SYSTEM, "look"):
        number = hospital_number_of(STORE.content(STORE.get(other)))
    merge(registrars, one, other, ("name",))
    with scope(registrars[0], "look"):
        assert [found.subject_id for found in find_patients(registrars[0], number)] == [one]
    with scope(SYSTEM, "look"):
        assert find_subject_ids(name="andersen") == [one]
        kept, merged = STORE.content(STORE.get(one)), STORE.content(STORE.get(other))
        assert kept["name"][0]["family"] == "Andersen"
        assert {"type": "replaces", "other": {"reference": f"Patient/{other}"}} in kept["link"]
        assert merged["active"] is False
        chart = get_chart(other)
        assert chart is not None
        assert chart.subject_id == one
        written = add_fact(fact(other, "came late"), subject_id=other)
        assert written.subject_id == one
        told = KEEPERS[1].shown(written)
        assert told["subject"]["reference"] == f"Patient/{one}"
        assert STORE.find("Patient", other) is not None


def test_the_identity_of_a_merged_record_is_not_changed(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    merge(registrars, one, other)
    with pytest.raises(RecordMerged):
        change_contact(
            SYSTEM,
            subject_id=other,
            contact=Contact(phone="555 0100"),
            reason="patient-said",
            expected_version=2,
        )
    with scope(SYSTEM, "look"):
        assert STORE.get(other).version == 2


def test_a1_24_an_entry_written_since_goes_where_one_says(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    done = merge(registrars, one, other)
    with scope(SYSTEM, "test"):
        stays = add_fact(fact(one, "stays"), subject_id=one)
        goes = add_fact(fact(one, "goes"), subject_id=one)
    undo_merge(registrars[1], subject_id=one, merge_id=done.id, to_merged={Resource: [goes.id]})
    with scope(SYSTEM, "look"):
        assert FACTS.get(stays.id).subject_id == one
        assert FACTS.get(goes.id).subject_id == other
        assert set(
            ResourceToken.objects.filter(resource_id=goes.id).values_list("subject_id", flat=True)
        ) == {other}


def test_a1_24_a_merge_is_undone_once(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    done = merge(registrars, one, other)
    undo_merge(registrars[1], subject_id=one, merge_id=done.id)
    with pytest.raises(MergeRefused):
        undo_merge(registrars[1], subject_id=one, merge_id=done.id)


def test_a1_25_no_merge_while_one_of_the_two_is_in_hospital(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    with scope(SYSTEM, "stay"):
        visit = {
            "resourceType": "Encounter",
            "status": "in-progress",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
            "subject": {"reference": f"Patient/{other}"},
        }
        ENCOUNTERS.add(visit, place_of_subject(Subject.objects.get(id=other)))
    asked = propose_merge(registrars[0], subject_id=one, merged_id=other, reason="same-person")
    with pytest.raises(PatientStays):
        approve_merge(registrars[1], subject_id=one, merge_id=asked.id)
    with scope(SYSTEM, "look"):
        assert Merge.objects.get().approved_at is None
        assert not MergedRow.objects.exists()


def test_a1_25_a_slice_above_can_say_no(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    asked = propose_merge(registrars[0], subject_id=one, merged_id=other, reason="same-person")
    before = events._subscribers.copy()

    def object_(event: PatientsMerging) -> None:
        raise ActionError("There is an open cashier shift.")

    events.subscribe({PatientsMerging: (object_,)})
    try:
        with pytest.raises(ActionError):
            approve_merge(registrars[1], subject_id=one, merge_id=asked.id)
    finally:
        events.subscribe(before)  # type: ignore[arg-type]
    with scope(SYSTEM, "look"):
        assert Merge.objects.get().approved_at is None
        assert Subject.objects.get(id=one).person_id != Subject.objects.get(id=other).person_id


def test_nothing_is_half_done_when_it_breaks_in_the_middle(
    registrars: tuple[Actor, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two_records()
    with_a_life(other, cast.account("doctor").id, random.Random(4))
    asked = propose_merge(registrars[0], subject_id=one, merged_id=other, reason="same-person")
    with scope(SYSTEM, "look"):
        before = rows_of(one, other)
    monkeypatch.setattr(acts, "write_identifiers", lambda *_words: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        approve_merge(registrars[1], subject_id=one, merge_id=asked.id)
    with scope(SYSTEM, "look"):
        assert rows_of(one, other) == before
        assert not MergedRow.objects.exists()


def test_a14_02_200_pairs_merged_and_unmerged_are_as_before(registrars: tuple[Actor, Actor]) -> None:
    chance = random.Random(SEED)
    accounts = [cast.account(f"doctor{each}") for each in range(3)]
    people = [
        patient(MARYAM | {"name": [{"use": "official", "family": f"Family{each}", "given": ["Ann"]}]})
        for each in range(PEOPLE)
    ]
    for each in people:
        with_a_life(each, chance.choice(accounts).id, chance)
    for turn in range(PAIRS):
        one, other = chance.sample(people, 2)
        with scope(SYSTEM, "look"):
            before = rows_of(one, other)
        taken = tuple(chance.sample(["name", "birth", "sex", "contact"], chance.randint(0, 3)))
        done = merge(registrars, one, other, taken)
        undo_merge(registrars[chance.randint(0, 1)], subject_id=one, merge_id=done.id)
        with scope(SYSTEM, "look"):
            assert rows_of(one, other) == before, f"pair {turn} of seed {SEED}"
    with scope(SYSTEM, "look"):
        assert Merge.objects.filter(undone_at__isnull=False).count() == PAIRS
        assert Patient.objects.count() == PEOPLE
        assert banner_of(SYSTEM, people[0]).number
