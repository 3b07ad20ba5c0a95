"""What the portal refuses, and that nothing leaks or changes when it does."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from florence.portal.tests import factories
from florence.portal.web.urls import urlpatterns
from florence.records.policies import Permission as Records
from florence.security import relations
from florence.security.models import AccessQuestion, Relation
from florence.security.queries.access_log import LogFilter, list_events
from florence.security.scope import scope
from florence.security.tests import cast

pytestmark = pytest.mark.django_db

PLAIN = ("home", "record", "results", "access", "copy")
CANARY = "Canarysubstance"


def _get(client: Client, name: str, *args: Any) -> Any:
    return client.get(reverse(f"portal:portal_{name}", args=args))


def _record_of(name: str) -> factories.Own:
    own = factories.own_patient(name)
    factories.write(own, factories.allergy(CANARY, "Rash"))
    return own


def test_it_works() -> None:
    own = _record_of("maryam")
    assert CANARY in _get(own.client(), "home").content.decode()


def test_every_address_has_a_rule_of_the_own_record_or_shows_nothing_of_one() -> None:
    rules = [pattern.callback.__florence_rule__ for pattern in urlpatterns]
    assert {rule.kind for rule in rules} == {"own", "signed-in"}
    assert [rule.act for rule in rules if rule.kind == "signed-in"] == ["portal.open_more"]
    assert all(rule.face == "portal" for rule in rules)


@pytest.mark.parametrize("name", PLAIN)
def test_a_stranger_is_sent_to_sign_in(name: str) -> None:
    answer = _get(Client(), name)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("name", PLAIN)
def test_another_patient_sees_nothing_of_it(name: str) -> None:
    _record_of("maryam")
    other = factories.own_patient("jonas")
    answer = _get(other.client(), name)
    assert answer.status_code == 200
    assert CANARY not in answer.content.decode()


def test_another_patients_result_and_document_do_not_exist() -> None:
    own, other = factories.own_patient(), factories.own_patient("jonas")
    result_id = factories.write(own, factories.potassium(5.9, factories.ago(days=1)))
    document_id = factories.write(own, factories.note("Clinic", CANARY))
    for name, wanted in (("result", result_id), ("document", document_id)):
        assert _get(own.client(), name, wanted).status_code == 200
        answer = _get(other.client(), name, wanted)
        assert answer.status_code == 404
        assert CANARY not in answer.content.decode()


@pytest.mark.parametrize("name", PLAIN)
def test_staff_have_no_portal_even_with_a_care_relation(name: str) -> None:
    own = _record_of("maryam")
    doctor = cast.account("amira", cast.role("doctor", Records.READ_RECORD, needs_second_factor=False))
    cast.relate(doctor.id, own.subject_id)
    client = Client()
    client.force_login(doctor)
    answer = _get(client, name)
    assert answer.status_code == 403
    assert CANARY not in answer.content.decode()


def test_staff_with_the_patient_role_but_no_own_record_do_not_see_their_patients() -> None:
    own = _record_of("maryam")
    doctor = cast.account("amira", factories.patient_role())
    cast.relate(doctor.id, own.subject_id)
    client = Client()
    client.force_login(doctor)
    answer = _get(client, "home")
    assert answer.status_code == 403
    assert CANARY not in answer.content.decode()


@pytest.mark.parametrize("name", PLAIN)
def test_an_ended_relation_closes_the_record_at_the_next_request(name: str) -> None:
    own = _record_of("maryam")
    client = own.client()
    assert _get(client, name).status_code == 200
    with scope(factories.SYSTEM, "test.end"):
        relations.end_relations(
            party_id=own.account.id, subject_ids=[own.subject_id], source=Relation.Source.OWN_RECORD
        )
    answer = _get(client, name)
    assert answer.status_code == 403
    assert CANARY not in answer.content.decode()
    assert "No record is linked to your account now" in answer.content.decode()


def test_a_refusal_is_logged_as_one() -> None:
    doctor = cast.account("amira", factories.patient_role())
    client = Client()
    client.force_login(doctor)
    _get(client, "home")
    with scope(factories.SYSTEM, "test.log"):
        entries = list_events(LogFilter(account_id=doctor.id, is_refused=True))
    assert [entry.act for entry in entries] == ["records.read_own_record"]


def test_notes_for_colleagues_alone_stay_behind_the_wall() -> None:
    own = factories.own_patient()
    secret = factories.labelled(factories.note("Clinic", CANARY), "V")
    document_id = factories.write(own, secret)
    assert _get(own.client(), "document", document_id).status_code == 404
    assert "No letters or notes yet" in _get(own.client(), "part", "documents").content.decode()


def test_the_own_sensitive_facts_are_shown_to_their_owner() -> None:
    own = factories.own_patient()
    factories.write(own, factories.labelled(factories.note("Counselling", "Words"), "R", "PSY"))
    assert "Counselling" in _get(own.client(), "part", "documents").content.decode()


def test_a_part_that_does_not_exist_is_not_found() -> None:
    assert _get(factories.own_patient().client(), "part", "gossip").status_code == 404


@pytest.mark.parametrize("day", ["2020-01-01", "yesterday"])
def test_a_question_about_a_day_without_looks_is_not_found(day: str) -> None:
    own = factories.own_patient()
    answer = own.client().post(reverse("portal:portal_ask", args=[day]), {"question": "Who?"})
    assert answer.status_code == 404
    with scope(factories.SYSTEM, "test.questions"):
        assert not AccessQuestion.objects.exists()
