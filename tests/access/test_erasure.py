"""Erasing: what was written is unreadable in every table, the name is found no more, the log still stands."""

from typing import Any

import pytest

from florence.foundation import keys, master_keys
from florence.patients.queries.search import find_patients
from florence.records.store import FACTS
from florence.security.actions.erasure import ErasureRefused, erase_subject
from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.models import AccessEventSubject, Subject
from florence.security.scope import scope
from florence.security.subject_names import read_names
from florence.security.tests import cast
from tests.access import erasing

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Actor:
    return erasing.officer()


@pytest.fixture
def patient() -> Any:
    return erasing.patient()


def test_it_works(officer: Actor, patient: Any) -> None:
    erase_subject(officer, subject_id=patient.id)
    with scope(cast.SYSTEM, "look"):
        assert Subject.objects.get(id=patient.id).erased_at is not None
        row = FACTS.rows.get(subject_id=patient.id)
        with pytest.raises(keys.KeyDestroyed):
            FACTS.open(row)


def test_the_name_is_found_no_more(officer: Actor, patient: Any) -> None:
    with scope(officer, "look"):
        assert [found.subject_id for found in find_patients(officer, erasing.CANARY)] == [patient.id]
    erase_subject(officer, subject_id=patient.id)
    with scope(officer, "look"):
        assert find_patients(officer, erasing.CANARY) == []
        assert read_names([patient.id])[patient.id].name == "Name not available"


def test_the_erasure_is_remembered_beside_the_master_keys(officer: Actor, patient: Any) -> None:
    erase_subject(officer, subject_id=patient.id)
    assert patient.id in master_keys.list_erased(keys.key_file())


def test_the_log_still_stands(officer: Actor, patient: Any) -> None:
    with scope(cast.SYSTEM, "look"):
        before = AccessEventSubject.objects.filter(subject_id=patient.id).count()
    erase_subject(officer, subject_id=patient.id)
    with scope(cast.SYSTEM, "look"):
        assert AccessEventSubject.objects.filter(subject_id=patient.id).count() == before + 1


def test_nobody_is_erased_twice(officer: Actor, patient: Any) -> None:
    erase_subject(officer, subject_id=patient.id)
    with pytest.raises(ErasureRefused):
        erase_subject(officer, subject_id=patient.id)


def test_others_may_not_erase(patient: Any) -> None:
    with pytest.raises(Refused):
        erase_subject(cast.actor("privacy", cast.role("privacy")), subject_id=patient.id)
    with scope(cast.SYSTEM, "look"):
        assert FACTS.open(FACTS.rows.get(subject_id=patient.id))["code"]["text"] == erasing.CANARY
