"""Emergency access: opened with a reason and a proof, for reading only, and judged by the privacy officer."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from florence.foundation import clock
from florence.patients.actions.registration import register_patient
from florence.security.actions.break_glass import BreakGlassRefused, break_glass, review_break_glass
from florence.security.actors import Actor, system_actor
from florence.security.decisions import Refused
from florence.security.models import Account, BreakGlass, Relation
from florence.security.policies import related, related_for_writing
from florence.security.queries.break_glass import (
    ASKED,
    REVIEWED,
    TO_REVIEW,
    count_openings,
    list_openings,
    live_break_glass,
)
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.web.identity import actor_for

pytestmark = pytest.mark.django_db

WORDS = {"reason": "emergency", "explanation": "Found unconscious in the street"}
MARYAM = {"resourceType": "Patient", "name": [{"family": "Anderson", "given": ["Maryam"]}]}
PASSWORD = "a long pass phrase for tests"


@pytest.fixture
def doctor() -> Account:
    role = cast.role(
        "doctor",
        "security.break_glass",
        "records.read_record",
        shelves=["identity"],
        needs_second_factor=False,
    )
    return _with_password(cast.account("doctor", role))


@pytest.fixture
def officer() -> Account:
    role = cast.role(
        "privacy",
        "security.review_break_glass",
        "security.read_access_log",
        shelves=["identity"],
        needs_second_factor=False,
    )
    return cast.account("privacy", role)


@pytest.fixture
def patient() -> Any:
    return register_patient(system_actor("test"), resource=MARYAM)


def _with_password(account: Account) -> Account:
    account.set_password(PASSWORD)
    account.save()
    return account


def _client(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _open(actor: Actor, patient: Any) -> BreakGlass:
    return break_glass(actor, subject_id=patient.id, **WORDS)


def _stored() -> list[BreakGlass]:
    with scope(cast.SYSTEM, "look"):
        return list(BreakGlass.objects.all())


def test_it_works(doctor: Account, patient: Any) -> None:
    actor = actor_for(doctor)
    opening = _open(actor, patient)
    with scope(actor, "look"):
        assert related(actor, patient.id)
        live = live_break_glass(actor, patient.id)
    assert live is not None
    assert live.ends_at - opening.opened_at == timedelta(hours=4)


def test_a04_14_the_page_keeps_what_was_typed_and_opens_after_the_proof(
    doctor: Account, patient: Any
) -> None:
    client = _client(doctor)
    address = f"/patients/{patient.id}/emergency-access/"
    page = client.get(address)
    assert page.status_code == 200
    assert "ANDERSON, Maryam" in page.content.decode()
    answer = client.post(address, WORDS)
    assert answer["Location"] == "/accounts/reauthenticate/"
    assert WORDS["explanation"] not in str(dict(client.session))
    done = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert (done.status_code, done["Location"]) == (303, f"/patients/{patient.id}/")
    assert _stored()[0].reason == "emergency"


def test_a_wrong_password_opens_nothing(doctor: Account, patient: Any) -> None:
    client = _client(doctor)
    client.post(f"/patients/{patient.id}/emergency-access/", WORDS)
    client.post("/accounts/reauthenticate/", {"password": "not this one"})
    assert _stored() == []


def test_a_form_without_words_says_what_is_missing(doctor: Account, patient: Any) -> None:
    answer = _client(doctor).post(f"/patients/{patient.id}/emergency-access/", {"reason": "emergency"})
    assert answer.status_code == 422
    assert "Say in a few words" in answer.content.decode()
    assert _stored() == []


def test_emergency_access_is_for_reading(doctor: Account, patient: Any) -> None:
    actor = actor_for(doctor)
    _open(actor, patient)
    with scope(actor, "look"):
        assert not related_for_writing(actor, patient.id)
    cast.relate(actor.id, patient.id, Relation.Source.VISIT)
    with scope(actor, "look"):
        assert related_for_writing(actor, patient.id)


def test_it_ends_by_itself(doctor: Account, patient: Any) -> None:
    actor = actor_for(doctor)
    _open(actor, patient)
    with clock.held_at(clock.now() + timedelta(hours=4, seconds=1)), scope(actor, "look"):
        assert not related(actor, patient.id)
        assert live_break_glass(actor, patient.id) is None


def test_who_has_access_already_opens_nothing(doctor: Account, patient: Any) -> None:
    actor = actor_for(doctor)
    cast.relate(actor.id, patient.id)
    with pytest.raises(Refused):
        _open(actor, patient)
    assert _stored() == []


def test_a04_14_the_queue_shows_who_why_and_what_was_opened(
    doctor: Account, officer: Account, patient: Any
) -> None:
    _open(actor_for(doctor), patient)
    page = _client(officer).get("/privacy/emergency-access/").content.decode()
    for words in ("Doctor", "ANDERSON, Maryam", WORDS["explanation"], "Emergency treatment"):
        assert words in page


def test_a13_05_it_is_judged_once(doctor: Account, officer: Account, patient: Any) -> None:
    opening = _open(actor_for(doctor), patient)
    answer = _client(officer).post(
        f"/privacy/emergency-access/{opening.id}/", {"outcome": "justified", "note": "Ambulance sheet seen"}
    )
    assert answer.status_code == 303
    with scope(actor_for(officer), "look"):
        assert [found.note for found in list_openings(REVIEWED)] == ["Ambulance sheet seen"]
        assert count_openings(TO_REVIEW) == 0
    with pytest.raises(BreakGlassRefused):
        review_break_glass(actor_for(officer), break_glass_id=opening.id, outcome="improper")
    assert _stored()[0].outcome == "justified"


def test_an_explanation_that_was_asked_for_can_still_be_judged(
    doctor: Account, officer: Account, patient: Any
) -> None:
    opening = _open(actor_for(doctor), patient)
    review_break_glass(actor_for(officer), break_glass_id=opening.id, outcome="explain")
    with scope(actor_for(officer), "look"):
        assert count_openings(ASKED) == 1
    with pytest.raises(BreakGlassRefused):
        review_break_glass(actor_for(officer), break_glass_id=opening.id, outcome="improper", note=" ")
    assert _stored()[0].outcome == "explain"
    review_break_glass(actor_for(officer), break_glass_id=opening.id, outcome="improper", note="A neighbour")
    assert _stored()[0].outcome == "improper"


def test_nobody_reviews_their_own(patient: Any) -> None:
    role = cast.role("both", "security.break_glass", "security.review_break_glass", shelves=["identity"])
    actor = cast.actor("both", role)
    opening = _open(actor, patient)
    with pytest.raises(BreakGlassRefused):
        review_break_glass(actor, break_glass_id=opening.id, outcome="justified")
    assert _stored()[0].outcome == ""


def test_the_explanation_is_sealed(doctor: Account, patient: Any) -> None:
    _open(actor_for(doctor), patient)
    assert WORDS["explanation"].encode() not in bytes(_stored()[0].explanation)


def test_a_doctor_does_not_see_the_queue(doctor: Account) -> None:
    assert _client(doctor).get("/privacy/emergency-access/").status_code == 403


def test_a04_14_the_chart_says_until_when_it_is_open(doctor: Account, patient: Any) -> None:
    client = _client(doctor)
    assert client.get(f"/patients/{patient.id}/").status_code == 403
    _open(actor_for(doctor), patient)
    chart = client.get(f"/patients/{patient.id}/")
    assert chart.status_code == 200
    assert "Emergency access until" in chart.content.decode()
