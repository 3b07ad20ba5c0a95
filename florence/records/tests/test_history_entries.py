"""Recording operations, illness in the family and the way of life."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from florence.records.actions.history import HistoryEntry, HistoryRefused, record_history_entry
from florence.records.models import Resource
from florence.records.queries.lists import list_family, list_procedures
from florence.records.queries.results import list_social
from florence.records.reading.people import Person
from florence.records.tests import cast
from florence.security.actors import Actor
from florence.security.decisions import Refused
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
