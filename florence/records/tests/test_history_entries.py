"""Recording operations, illness in the family and the way of life."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from florence.records.actions.entries import NoSuchEntry
from florence.records.actions.history import (
    HistoryEntry,
    HistoryRefused,
    change_history_entry,
    record_history_entry,
)
from florence.records.models import Resource
from florence.records.queries.lists import list_family, list_procedures
from florence.records.queries.results import list_social
from florence.records.reading.people import Person
from florence.records.store import FACTS
from florence.records.tests import cast
from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.resource_store import VersionConflict
from florence.security.scope import scope
from florence.security.tests.cast import account

pytestmark = pytest.mark.django_db

APPENDIX = HistoryEntry("operation", "Appendix removed", when="1999")
MOTHER = HistoryEntry("family", "Breast cancer", relative="MTH", age=52)
SMOKING = HistoryEntry("social", "Stopped in 2015", topic="smoking")


@pytest.fixture
def patient() -> UUID:
    return cast.patient()


@pytest.fixture
def nurse(patient: UUID) -> Actor:
    return cast.treated_by(account("nurse", cast.nurse_role()), patient)


def stored() -> int:
    with scope(cast.SYSTEM, "look"):
        return Resource.objects.count()


def test_it_works(nurse: Actor, patient: UUID) -> None:
    for entry in (APPENDIX, MOTHER, SMOKING):
        record_history_entry(nurse, subject_id=patient, entry=entry)
    with scope(cast.SYSTEM, "look"):
        [procedure] = list_procedures([patient])
        [family] = list_family([patient])
        [social] = list_social([patient], Person())
    assert (procedure.name, procedure.author) == ("Appendix removed", "Nurse")
    assert (family.relative, family.illnesses) == ("Mother", ("Breast cancer, at the age of 52 years",))
    assert (social.name, social.words) == ("Smoking", "Stopped in 2015")


def test_the_newest_word_on_a_topic_counts(nurse: Actor, patient: UUID) -> None:
    record_history_entry(nurse, subject_id=patient, entry=SMOKING)
    record_history_entry(nurse, subject_id=patient, entry=replace(SMOKING, words="Smokes again"))
    with scope(cast.SYSTEM, "look"):
        assert [each.words for each in list_social([patient], Person())] == ["Smokes again"]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (replace(APPENDIX, kind="gossip"), "kind"),
        (replace(APPENDIX, words=" "), "words"),
        (replace(APPENDIX, when="2090"), "when"),
        (replace(MOTHER, relative=""), "relative"),
        (replace(MOTHER, age=400), "age"),
        (replace(SMOKING, topic="politics"), "topic"),
    ],
)
def test_what_is_missing_or_cannot_be_is_refused(
    nurse: Actor, patient: UUID, entry: HistoryEntry, field: str
) -> None:
    with pytest.raises(HistoryRefused) as refusal:
        record_history_entry(nurse, subject_id=patient, entry=entry)
    assert refusal.value.field == field
    assert stored() == 0


def test_sent_twice_it_is_written_once(nurse: Actor, patient: UUID) -> None:
    key = uuid4()
    for _time in range(2):
        record_history_entry(nurse, subject_id=patient, entry=MOTHER, entry_id=key)
    assert stored() == 1


def test_without_a_relation_nothing_is_written(patient: UUID) -> None:
    stranger = cast.actor_for(account("stranger", cast.nurse_role()))
    with pytest.raises(Refused):
        record_history_entry(stranger, subject_id=patient, entry=APPENDIX)
    assert stored() == 0


def changed(
    actor: Actor, patient: UUID, before: HistoryEntry, after: HistoryEntry, version: int = 1
) -> dict[str, Any]:
    row = record_history_entry(actor, subject_id=patient, entry=before)
    change_history_entry(actor, subject_id=patient, entry_id=row.id, entry=after, expected_version=version)
    with scope(cast.SYSTEM, "look"):
        return FACTS.open(FACTS.get(row.id))


def test_an_entry_is_changed_and_the_old_words_stay_in_its_history(nurse: Actor, patient: UUID) -> None:
    appendix = changed(nurse, patient, APPENDIX, replace(APPENDIX, words="Gall bladder removed", when="2001"))
    assert (appendix["code"]["text"], appendix["performedDateTime"]) == ("Gall bladder removed", "2001")
    mother = changed(nurse, patient, MOTHER, replace(MOTHER, relative="SIS", age=48))
    assert mother["condition"][0]["onsetAge"]["value"] == 48
    assert mother["relationship"]["coding"][0]["code"] == "SIS"
    smoking = changed(
        nurse, patient, SMOKING, replace(SMOKING, words="Stopped in 2016", note="Said by his wife")
    )
    assert smoking["valueString"] == "Stopped in 2016"
    assert smoking["note"][-1]["text"] == "Said by his wife"
    assert smoking["meta"]["versionId"] == "2"


def test_a_code_stays_while_its_words_do(nurse: Actor, patient: UUID) -> None:
    code = {"coding": [{"system": "http://snomed.info/sct", "code": "80146002"}], "text": "Appendix removed"}
    row = cast.fact(
        patient, "Procedure", status="completed", code=code, performedPeriod={"start": "1999-02-01"}
    )
    entry = replace(APPENDIX, when="1999-02-01", note="Left scar")
    change_history_entry(nurse, subject_id=patient, entry_id=row, entry=entry, expected_version=1)
    with scope(cast.SYSTEM, "look"):
        after = FACTS.open(FACTS.get(row))
    assert (after["code"], after["performedPeriod"]) == (code, {"start": "1999-02-01"})


def test_an_entry_of_another_kind_is_not_changed(nurse: Actor, patient: UUID) -> None:
    row = record_history_entry(nurse, subject_id=patient, entry=SMOKING)
    with pytest.raises(NoSuchEntry):
        change_history_entry(nurse, subject_id=patient, entry_id=row.id, entry=MOTHER, expected_version=1)
    with scope(cast.SYSTEM, "look"):
        assert FACTS.get(row.id).version == 1


def test_an_older_version_is_not_written_over(nurse: Actor, patient: UUID) -> None:
    with pytest.raises(VersionConflict):
        changed(nurse, patient, SMOKING, replace(SMOKING, words="Never"), version=7)


def test_the_page_offers_the_form_and_takes_it(patient: UUID) -> None:
    person = account("nurse", cast.nurse_role())
    row = record_history_entry(cast.treated_by(person, patient), subject_id=patient, entry=MOTHER)
    browser = cast.signed_in(person)
    page = browser.get(f"/patients/{patient}/history/?panel=history&entry={row.id}").content.decode()
    assert f'action="/patients/{patient}/history/{row.id}/"' in page
    assert 'value="Breast cancer"' in page
    assert 'name="topic"' not in page or 'type="hidden" name="topic"' in page
    sent = {
        "kind": "family",
        "words": "Breast cancer",
        "relative": "MTH",
        "age": "61",
        "version": "1",
        "tab": "history",
    }
    answer = browser.post(f"/patients/{patient}/history/{row.id}/", sent | {"key": str(uuid4())})
    assert answer.status_code == 303
    assert "at the age of 61" in browser.get(f"/patients/{patient}/history/").content.decode()
