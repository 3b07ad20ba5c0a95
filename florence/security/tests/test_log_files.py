"""Copies of the log: what is asked for is in them, and a changed letter is found."""

import json
from datetime import timedelta

import pytest

from florence.foundation import clock
from florence.security import log_files
from florence.security.access_events import Access, record_access
from florence.security.actions.access_log import CSV, JSON, export_access_log
from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.models import Subject
from florence.security.queries.access_log import LogFilter, count_events, list_events
from florence.security.scope import scope
from florence.security.tests import cast

pytestmark = pytest.mark.django_db

LOOK, WRITE = "records.read_chart", "records.record_allergy"


@pytest.fixture
def officer() -> Actor:
    return cast.actor("privacy", cast.role("privacy", "security.read_access_log"))


@pytest.fixture
def doctor() -> Actor:
    return cast.actor("doctor", cast.role("doctor", "records.read_record"))


@pytest.fixture
def patient() -> Subject:
    return cast.subject()


@pytest.fixture(autouse=True)
def looks(doctor: Actor, patient: Subject) -> None:
    """Two days of looks and one act, at two patients."""
    _log(doctor, LOOK, patient, days_ago=2)
    _log(doctor, WRITE, patient, days_ago=0)
    _log(doctor, LOOK, cast.subject(), days_ago=0)


def _log(actor: Actor, act: str, subject: Subject, *, days_ago: int) -> None:
    with clock.held_at(clock.now() - timedelta(days=days_ago)), scope(actor, act):
        record_access(actor, Access(act=act, subjects={subject.id: "visit"}))


def _count(officer: Actor, filters: LogFilter) -> int:
    with scope(officer, "test.count"):
        return count_events(filters)


def test_it_works(officer: Actor, patient: Subject) -> None:
    file = export_access_log(officer, filters=LogFilter(subject_ids=(patient.id,)), form=JSON)
    entries = json.loads(file.content)["document"]["entries"]
    assert [entry["person"] for entry in entries] == ["Doctor", "Doctor"]
    assert log_files.is_unchanged(file.content)


def test_a11_09_the_log_is_searched_by_patient_user_action_and_time(
    officer: Actor, doctor: Actor, patient: Subject
) -> None:
    yesterday = clock.now() - timedelta(days=1)
    assert _count(officer, LogFilter(account_id=doctor.id)) == 3
    assert _count(officer, LogFilter(account_id=doctor.id, subject_ids=(patient.id,))) == 2
    assert _count(officer, LogFilter(account_id=doctor.id, act=WRITE)) == 1
    assert _count(officer, LogFilter(account_id=doctor.id, since=yesterday)) == 2
    assert _count(officer, LogFilter(account_id=doctor.id, until=yesterday)) == 1


@pytest.mark.parametrize("form", [JSON, CSV])
def test_a11_09_a_changed_letter_of_a_signed_copy_is_found(
    officer: Actor, patient: Subject, form: str
) -> None:
    content = export_access_log(officer, filters=LogFilter(subject_ids=(patient.id,)), form=form).content
    assert log_files.is_unchanged(content)
    assert not log_files.is_unchanged(content.replace(b"Doctor", b"Docter", 1))


def test_a_line_taken_out_of_a_table_is_found(officer: Actor, patient: Subject) -> None:
    content = export_access_log(officer, filters=LogFilter(subject_ids=(patient.id,)), form=CSV).content
    first, _second, rest = content.split(b"\r\n", 2)
    assert not log_files.is_unchanged(b"\r\n".join([first, rest]))


def test_a_copy_is_in_the_log_with_every_patient_in_it(officer: Actor, patient: Subject) -> None:
    export_access_log(officer, filters=LogFilter(subject_ids=(patient.id,)), form=JSON)
    with scope(officer, "test.look"):
        copies = list_events(LogFilter(account_id=officer.id, subject_ids=(patient.id,)))
    assert {entry.act for entry in copies} == {"security.export_access_log"}


def test_others_get_no_copy(doctor: Actor, officer: Actor) -> None:
    before = _count(officer, LogFilter(act="security.export_access_log"))
    with pytest.raises(Refused):
        export_access_log(doctor, filters=LogFilter(), form=JSON)
    refused = LogFilter(act="security.export_access_log", is_refused=True)
    assert _count(officer, LogFilter(act="security.export_access_log")) == before + 1
    assert _count(officer, refused) == 1
