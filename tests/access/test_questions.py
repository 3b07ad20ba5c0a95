"""A patient asks who opened the record; the privacy officer answers once; the words are sealed."""

from typing import Any

import pytest

from florence.foundation import clock
from florence.patients.actions.registration import register_patient
from florence.security.actions.questions import QuestionRefused, answer_question, ask_about_access
from florence.security.actors import Actor, system_actor
from florence.security.decisions import Refused
from florence.security.models import AccessQuestion, Account, Relation
from florence.security.queries.questions import Question, list_questions_of
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.tests.browsing import signed_in
from florence.security.web.identity import actor_for

pytestmark = pytest.mark.django_db

ADA = {"resourceType": "Patient", "name": [{"family": "Byron", "given": ["Ada"]}]}


@pytest.fixture
def patient() -> Any:
    return register_patient(system_actor("test"), resource=ADA)


@pytest.fixture
def ada(patient: Any) -> Actor:
    actor = cast.actor("ada", cast.role("patient", "security.read_own_access", level=1))
    cast.relate(actor.id, patient.id, Relation.Source.OWN_RECORD)
    return actor


@pytest.fixture
def officer() -> Account:
    role = cast.role(
        "privacy", "security.answer_access_questions", shelves=["identity"], needs_second_factor=False
    )
    return cast.account("jonas", role)


def _ask(actor: Actor, patient: Any, question: str = "Who was this?") -> AccessQuestion:
    return ask_about_access(actor, subject_id=patient.id, about_day=clock.now().date(), question=question)


def _stored(patient: Any) -> list[Question]:
    with scope(cast.SYSTEM, "look"):
        return list_questions_of(patient.id)


def test_it_works(ada: Actor, officer: Account, patient: Any) -> None:
    asked, client = _ask(ada, patient), signed_in(officer)
    page = client.get("/privacy/questions/").content.decode()
    assert "Who was this?" in page
    assert "BYRON, Ada" in page
    sent = client.post(f"/privacy/questions/{asked.id}/", {"answer": "Your ward, for the night round."})
    assert sent.status_code == 303
    assert _stored(patient)[0].answer == "Your ward, for the night round."


def test_an_empty_answer_says_so_and_nothing_changes(ada: Actor, officer: Account, patient: Any) -> None:
    asked = _ask(ada, patient)
    answer = signed_in(officer).post(f"/privacy/questions/{asked.id}/", {"answer": " "})
    assert answer.status_code == 422
    assert "Write your answer" in answer.content.decode()
    assert _stored(patient)[0].answered_at is None


def test_it_is_answered_once(ada: Actor, officer: Account, patient: Any) -> None:
    asked, actor = _ask(ada, patient), actor_for(officer)
    answer_question(actor, question_id=asked.id, answer="The ward.")
    with pytest.raises(QuestionRefused):
        answer_question(actor, question_id=asked.id, answer="Nobody.")
    assert _stored(patient)[0].answer == "The ward."


def test_an_empty_question_is_not_sent(ada: Actor, patient: Any) -> None:
    with pytest.raises(QuestionRefused):
        _ask(ada, patient, "  ")
    assert _stored(patient) == []


def test_nobody_asks_about_another_record(ada: Actor) -> None:
    other = register_patient(system_actor("test"), resource=ADA)
    with pytest.raises(Refused):
        _ask(ada, other)
    assert _stored(other) == []


def test_a_patient_does_not_answer(ada: Actor, patient: Any) -> None:
    asked = _ask(ada, patient)
    with pytest.raises(Refused):
        answer_question(ada, question_id=asked.id, answer="Myself.")
    assert _stored(patient)[0].answer == ""


def test_the_words_are_sealed(ada: Actor, patient: Any) -> None:
    asked = _ask(ada, patient)
    assert b"Who was this" not in bytes(asked.question)
