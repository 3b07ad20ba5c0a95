"""What must not happen when records are linked or merged, and where the old address leads."""

import pytest
from django.test import Client

from florence.foundation import keys
from florence.patients.actions.linking import LinkRefused, link_records
from florence.patients.actions.merging import MergeRefused, approve_merge, propose_merge
from florence.patients.models import Merge, RecordLink
from florence.patients.policies import Permission as Patients
from florence.records.actions.facts import add_fact
from florence.records.store import FACTS
from florence.records.tests.cast import SYSTEM
from florence.records.tests.merging import merge, registrar, two_records
from florence.security.actions.erasure import erase_subject
from florence.security.actors import Actor
from florence.security.models import AccessEvent, AccessEventSubject, Subject
from florence.security.scope import scope
from florence.security.tests import browsing, cast
from florence.security.web.identity import actor_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrars() -> tuple[Actor, Actor]:
    return registrar("first"), registrar("second")


def guard(subject_id: object) -> None:
    with scope(SYSTEM, "test"):
        Subject.objects.filter(id=subject_id).update(level=1, categories=["CEL"])


def test_it_works(registrars: tuple[Actor, Actor]) -> None:
    """The log names both records, whichever act touched them."""
    one, other = two_records()
    merge(registrars, one, other)
    with scope(SYSTEM, "look"):
        for act in ("patients.propose_merge", "patients.approve_merge"):
            events = AccessEvent.objects.filter(act=act).values("id")
            rows = AccessEventSubject.objects.filter(event_id__in=events)
            assert set(rows.values_list("subject_id", flat=True)) == {one, other}


def test_records_that_are_guarded_differently_are_not_merged(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    asked = propose_merge(registrars[0], subject_id=one, merged_id=other, reason="same-person")
    guard(other)
    sees_all = cast.role("sees", *Patients, shelves=["identity"], level=2, categories=["CEL"])
    with pytest.raises(MergeRefused, match="guarded differently"):
        approve_merge(actor_for(cast.account("sees", sees_all)), subject_id=one, merge_id=asked.id)
    with scope(SYSTEM, "look"):
        assert Merge.objects.get().approved_at is None


def test_a_record_that_one_may_not_know_of_is_not_linked(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    guard(other)
    with pytest.raises(LinkRefused, match="does not exist"):
        link_records(registrars[0], subject_id=one, other_id=other, reason="same-person")
    with scope(SYSTEM, "look"):
        assert not RecordLink.objects.exists()


def test_a_link_needs_a_reason_of_the_list(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    with pytest.raises(LinkRefused, match="reason"):
        link_records(registrars[0], subject_id=one, other_id=other, reason="Maryam told me")
    with scope(SYSTEM, "look"):
        assert not RecordLink.objects.exists()


def test_a_merge_is_proposed_once(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    propose_merge(registrars[0], subject_id=one, merged_id=other, reason="same-person")
    with pytest.raises(MergeRefused, match="waits"):
        propose_merge(registrars[1], subject_id=one, merged_id=other, reason="document")
    with scope(SYSTEM, "look"):
        assert Merge.objects.get().reason == "same-person"


def test_erasing_a_person_leaves_nothing_readable_that_a_merge_moved(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    with scope(SYSTEM, "test"):
        said = {
            "resourceType": "Condition",
            "subject": {"reference": f"Patient/{other}"},
            "code": {"text": "Gout"},
        }
        moved = add_fact(said, subject_id=other)
    merge(registrars, one, other)
    eraser = cast.role("eraser", "security.erase_records", shelves=["identity"], reach="population")
    erase_subject(cast.actor("eraser", eraser), subject_id=one)
    with scope(SYSTEM, "look"):
        assert not Subject.objects.filter(erased_at=None).exists()
        row = FACTS.get(moved.id)
        assert row.subject_id == one
        with pytest.raises(keys.KeyDestroyed):
            FACTS.open(row)


def test_a1_23_the_old_address_leads_to_the_record_that_stays(registrars: tuple[Actor, Actor]) -> None:
    one, other = two_records()
    merge(registrars, one, other)
    held = cast.role("desk", *Patients, shelves=["identity"], needs_second_factor=False)
    browser: Client = browsing.signed_in(cast.account("desk", held))
    answer = browser.get(f"/patients/{other}/identity/")
    assert (answer.status_code, answer["Location"]) == (303, f"/patients/{one}/identity/")
