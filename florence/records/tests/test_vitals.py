"""Recording vital signs: what is impossible is refused, what is unlikely is asked."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from florence.foundation import clock
from florence.records.actions.vitals import VitalsEntry, VitalsRefused, VitalsUnlikely, record_vitals
from florence.records.models import Resource
from florence.records.queries.chart import get_chart
from florence.records.queries.summary import Vital, list_vitals
from florence.records.store import FACTS
from florence.records.tests import cast
from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.scope import scope
from florence.security.tests.cast import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient() -> UUID:
    return cast.patient()


@pytest.fixture
def nurse(patient: UUID) -> Actor:
    return cast.treated_by(account("nurse", cast.nurse_role()), patient)


def values(**given: str) -> VitalsEntry:
    return VitalsEntry({name: Decimal(value) for name, value in given.items()})


def latest(patient: UUID) -> list[Vital]:
    with scope(cast.SYSTEM, "look"):
        chart = get_chart(patient)
        assert chart is not None
        return list_vitals(chart.subjects, chart.person)


def stored() -> int:
    with scope(cast.SYSTEM, "look"):
        return Resource.objects.count()


def test_it_works(nurse: Actor, patient: UUID) -> None:
    record_vitals(
        nurse,
        subject_id=patient,
        entry=values(systolic="162", diastolic="84", heart_rate="72", temperature="37.40"),
    )
    found = [(vital.measurement.name, vital.measurement.words) for vital in latest(patient)]
    assert found == [
        ("Blood pressure", "162/84"),
        ("Heart rate", "72 /min"),
        ("Temperature", "37.40 °C"),
    ]
    assert latest(patient)[0].measurement.mark == "high"


def test_the_two_pressures_are_one_observation_with_two_parts(nurse: Actor, patient: UUID) -> None:
    [row] = record_vitals(nurse, subject_id=patient, entry=values(systolic="120", diastolic="80"))
    with scope(cast.SYSTEM, "look"):
        resource = FACTS.open(FACTS.get(row.id))
    assert resource["code"]["coding"][0]["code"] == "85354-9"
    assert [part["code"]["coding"][0]["code"] for part in resource["component"]] == ["8480-6", "8462-4"]


def test_weight_and_height_give_the_body_mass_index(nurse: Actor, patient: UUID) -> None:
    record_vitals(nurse, subject_id=patient, entry=values(weight="70", height="175"))
    assert {vital.measurement.words for vital in latest(patient)} >= {"22.9 kg/m²"}


def test_a4_07_an_impossible_value_is_refused(nurse: Actor, patient: UUID) -> None:
    with pytest.raises(VitalsRefused) as refusal:
        record_vitals(nurse, subject_id=patient, entry=values(temperature="73.4", heart_rate="72"))
    assert refusal.value.field == "temperature"
    assert stored() == 0


def test_a4_07_an_unlikely_value_is_asked_about(nurse: Actor, patient: UUID) -> None:
    entry = values(weight="350")
    with pytest.raises(VitalsUnlikely) as question:
        record_vitals(nurse, subject_id=patient, entry=entry)
    assert list(question.value.questions) == ["weight"]
    assert stored() == 0


def test_a4_07_an_unlikely_value_that_is_confirmed_is_recorded(nurse: Actor, patient: UUID) -> None:
    entry = VitalsEntry({"weight": Decimal("350")}, confirmed=frozenset(["weight"]))
    record_vitals(nurse, subject_id=patient, entry=entry)
    assert stored() == 1


def test_a4_07_a_value_of_last_month_is_over_a_week_old(nurse: Actor, patient: UUID) -> None:
    entry = VitalsEntry({"heart_rate": Decimal(72)}, taken_at=clock.now() - timedelta(days=30))
    record_vitals(nurse, subject_id=patient, entry=entry)
    assert [vital.is_old for vital in latest(patient)] == [True]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, ""),
        ({"systolic": "120"}, "diastolic"),
        ({"diastolic": "80"}, "systolic"),
        ({"systolic": "80", "diastolic": "90"}, "diastolic"),
        ({"mood": "5"}, ""),
    ],
)
def test_what_cannot_be_is_refused(nurse: Actor, patient: UUID, given: dict[str, str], field: str) -> None:
    with pytest.raises(VitalsRefused) as refusal:
        record_vitals(nurse, subject_id=patient, entry=values(**given))
    assert refusal.value.field == field
    assert stored() == 0


def test_a_time_in_the_future_is_refused(nurse: Actor, patient: UUID) -> None:
    entry = VitalsEntry({"heart_rate": Decimal(72)}, taken_at=datetime(2050, 1, 1, tzinfo=UTC))
    with pytest.raises(VitalsRefused):
        record_vitals(nurse, subject_id=patient, entry=entry)
    assert stored() == 0


def test_sent_twice_they_are_written_once(nurse: Actor, patient: UUID) -> None:
    key = uuid4()
    for _time in range(2):
        record_vitals(nurse, subject_id=patient, entry=values(heart_rate="72", pain="3"), entry_id=key)
    assert stored() == 2


def test_without_a_relation_nothing_is_written(patient: UUID) -> None:
    stranger = cast.actor_for(account("stranger", cast.nurse_role()))
    with pytest.raises(Refused):
        record_vitals(stranger, subject_id=patient, entry=values(heart_rate="72"))
    assert stored() == 0


def test_a4_07_a_weight_that_is_the_last_one_in_pounds_is_asked_about(nurse: Actor, patient: UUID) -> None:
    record_vitals(nurse, subject_id=patient, entry=values(weight="50"))
    with pytest.raises(VitalsUnlikely) as question:
        record_vitals(nurse, subject_id=patient, entry=values(weight="110"))
    assert "50 kg, which is 110.2 pounds" in question.value.questions["weight"]
    confirmed = VitalsEntry({"weight": Decimal("110")}, confirmed=frozenset(["weight"]))
    assert len(record_vitals(nurse, subject_id=patient, entry=confirmed)) == 1


def test_a_weight_near_the_last_one_is_not_asked_about(nurse: Actor, patient: UUID) -> None:
    record_vitals(nurse, subject_id=patient, entry=values(weight="70"))
    assert len(record_vitals(nurse, subject_id=patient, entry=values(weight="77"))) == 1
