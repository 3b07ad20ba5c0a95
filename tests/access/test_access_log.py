"""The log of access: found by patient, person, act and time, and handed out as a signed file."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest

from florence.foundation import clock
from florence.patients.actions.registration import register_patient
from florence.security import log_files
from florence.security.access_events import Access, record_access
from florence.security.actions.access_log import export_access_log
from florence.security.actors import Actor, system_actor
from florence.security.decisions import Refused
from florence.security.doors import record_refusal
from florence.security.models import Account
from florence.security.queries.access_log import LogEntry, LogFilter, count_events, get_event, list_events
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.tests.browsing import PASSWORD, prove, signed_in
from florence.security.web.identity import actor_for

pytestmark = pytest.mark.django_db

ADA = {"resourceType": "Patient", "name": [{"family": "Byron", "given": ["Ada"]}]}


@pytest.fixture
def officer() -> Account:
    permissions = ("security.read_access_log", "patients.search_patients")
    role = cast.role("privacy", *permissions, shelves=["identity"], needs_second_factor=False)
    made = cast.account("jonas", role)
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def nurse() -> Actor:
    return cast.actor("rosa", cast.role("nurse", "records.read_record"))


@pytest.fixture
def patient() -> Any:
    return register_patient(system_actor("test"), resource=ADA)


def _look(actor: Actor, patient: Any, act: str = "records.read_chart") -> None:
    with scope(actor, act):
        record_access(actor, Access(act, {patient.id: "visit"}))


def _found(officer: Account, **filters: Any) -> list[LogEntry]:
    with scope(actor_for(officer), "look"):
        return list_events(LogFilter(**filters))


def test_it_works(officer: Account, nurse: Actor, patient: Any) -> None:
    _look(nurse, patient)
    entry = _found(officer, subject_ids=(patient.id,), account_id=nurse.id)[0]
    assert (entry.actor, entry.roles, entry.act_words) == ("Rosa", ("Nurse",), "opened the chart")
    assert (entry.relations, entry.subject_ids) == (("visit",), (patient.id,))


def test_a11_09_it_is_found_by_person_act_time_and_refusal(
    officer: Account, nurse: Actor, patient: Any
) -> None:
    _look(nurse, patient)
    record_refusal(nurse, "records.read_chart", patient.id)
    with clock.held_at(clock.now() - timedelta(days=3)):
        _look(nurse, patient, "records.read_history")
    assert len(_found(officer, account_id=nurse.id)) == 3
    assert len(_found(officer, account_id=nurse.id, act="records.read_chart")) == 2
    assert len(_found(officer, account_id=nurse.id, is_refused=True)) == 1
    assert len(_found(officer, account_id=nurse.id, since=clock.now() - timedelta(days=1))) == 2
    assert len(_found(officer, account_id=nurse.id, until=clock.now() - timedelta(days=1))) == 1


def test_the_page_finds_a_patient_and_names_nobody_in_an_address(
    officer: Account, nurse: Actor, patient: Any
) -> None:
    _look(nurse, patient)
    client = signed_in(officer)
    page = client.post("/privacy/access-log/find/", {"text": "byron"}).content.decode()
    address = f"/privacy/access-log/?patient={patient.id}"
    assert address in page
    page = client.get(address).content.decode()
    assert "opened the chart" in page
    assert "BYRON, Ada" in page


def test_reading_the_log_is_in_the_log(officer: Account, nurse: Actor, patient: Any) -> None:
    _look(nurse, patient)
    signed_in(officer).get("/privacy/access-log/")
    entry = _found(officer, account_id=officer.id, act="security.read_access_log")[0]
    assert patient.id in entry.subject_ids


def test_an_entry_shows_what_is_known_of_it(officer: Account, nurse: Actor, patient: Any) -> None:
    _look(nurse, patient)
    entry = _found(officer, account_id=nurse.id)[0]
    page = signed_in(officer).get(f"/privacy/access-log/{entry.id}/").content.decode()
    for words in ("Opened the chart", "Rosa", "Nurse", "BYRON, Ada", "visit"):
        assert words in page


def test_a13_06_others_see_their_own_acts_alone(officer: Account, nurse: Actor, patient: Any) -> None:
    _look(nurse, patient)
    _look(cast.actor("amira"), patient)
    with scope(nurse, "look"):
        assert {entry.actor for entry in list_events(LogFilter())} == {"Rosa"}


def test_a11_09_a_copy_is_signed_and_a_change_is_found(officer: Account, nurse: Actor, patient: Any) -> None:
    _look(nurse, patient)
    for form in ("json", "csv"):
        copy = export_access_log(actor_for(officer), filters=LogFilter(account_id=nurse.id), form=form)
        assert b"opened the chart" in copy.content
        assert log_files.is_unchanged(copy.content)
        assert not log_files.is_unchanged(copy.content.replace(b"Rosa", b"Ines"))


def test_a_copy_names_patients_by_number(officer: Account, nurse: Actor, patient: Any) -> None:
    _look(nurse, patient)
    copy = export_access_log(actor_for(officer), filters=LogFilter(account_id=nurse.id), form="json")
    entries = json.loads(copy.content)["document"]["entries"]
    assert len(entries[0]["patients"].replace(" ", "")) == 8
    assert b"Byron" not in copy.content


def test_a_copy_is_in_the_log_of_every_patient_in_it(officer: Account, nurse: Actor, patient: Any) -> None:
    _look(nurse, patient)
    export_access_log(actor_for(officer), filters=LogFilter(account_id=nurse.id), form="csv")
    assert _found(officer, subject_ids=(patient.id,), act="security.export_access_log")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_is_no_formula(officer: Account, name: str, patient: Any) -> None:
    villain = cast.actor("villain")
    Account.objects.filter(id=villain.id).update(display_name=name)
    _look(villain, patient)
    copy = export_access_log(actor_for(officer), filters=LogFilter(account_id=villain.id), form="csv")
    rows = list(csv.DictReader(io.StringIO(copy.content.decode())))
    assert rows[0]["person"].startswith("'")


def test_the_page_hands_a_copy_out_after_a_proof(officer: Account, nurse: Actor, patient: Any) -> None:
    _look(nurse, patient)
    client = signed_in(officer)
    asked = client.post("/privacy/access-log/copy/", {"form": "csv", "person": str(nurse.id)})
    assert asked["Location"] == "/accounts/reauthenticate/"
    copy = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert copy["Content-Disposition"] == 'attachment; filename="access-log.csv"'
    assert log_files.is_unchanged(copy.content)


def test_others_get_no_copy(nurse: Actor) -> None:
    with pytest.raises(Refused):
        export_access_log(nurse, filters=LogFilter(), form="csv")


def test_what_cannot_be_read_in_a_filter_does_not_narrow(officer: Account) -> None:
    client = signed_in(officer)
    prove(client)
    answer = client.get("/privacy/access-log/?patient=x&person=y&since=zz&act=nothing&before=1")
    assert answer.status_code == 200


def test_an_entry_that_there_is_not_is_not_found(officer: Account, patient: Any) -> None:
    assert signed_in(officer).get(f"/privacy/access-log/{patient.id}/").status_code == 404
    with scope(actor_for(officer), "look"):
        assert get_event(patient.id) is None
        assert count_events(LogFilter(account_id=patient.id)) == 0
