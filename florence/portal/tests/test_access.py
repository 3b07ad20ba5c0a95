"""Who opened the record (A13-06), emergency access as the patient sees it (A4-14), and asking about it."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from florence.foundation import clock
from florence.portal.tests import factories
from florence.portal.tests.factories import Own
from florence.security.access_events import Access, record_access
from florence.security.actions.questions import answer_question
from florence.security.models import AccessQuestion, Account, Relation
from florence.security.policies import Permission as Security
from florence.security.scope import scope
from florence.security.tests import cast

pytestmark = pytest.mark.django_db


def _look(own: Own, name: str, relation: Relation.Source) -> Account:
    """A member of staff opens the record by a relation."""
    staff = cast.account(name, cast.role(f"role-of-{name}", needs_second_factor=False))
    actor = Own(staff, own.subject_id).actor
    with scope(factories.SYSTEM, "test.look"):
        record_access(actor, Access(act="records.read_chart", subjects={own.subject_id: relation}))
    return staff


def _page(own: Own) -> str:
    return own.client().get(reverse("portal:portal_access")).content.decode()


def _ask(own: Own, **words: str) -> Any:
    day = timezone.localtime(clock.now()).date().isoformat()
    return own.client().post(reverse("portal:portal_ask", args=[day]), words)


def test_it_works() -> None:
    own = factories.own_patient()
    _look(own, "amira", Relation.Source.VISIT)
    page = _page(own)
    assert "Amira" in page
    assert "For your visit" in page
    assert "opened the chart" in page


def test_a13_06_the_own_looks_are_in_the_log_too() -> None:
    own = factories.own_patient()
    own.client().get(reverse("portal:portal_home"))
    assert "You looked yourself" in _page(own)


def test_a4_14_the_patient_sees_that_it_was_opened_in_an_emergency() -> None:
    own = factories.own_patient()
    _look(own, "samuel", Relation.Source.BREAK_GLASS)
    assert "Opened in an emergency" in _page(own)
    home = own.client().get(reverse("portal:portal_home")).content.decode()
    assert "Your record was opened in an emergency" in home


def test_looks_at_other_records_are_not_shown() -> None:
    own, other = factories.own_patient(), factories.own_patient("jonas")
    _look(other, "amira", Relation.Source.VISIT)
    assert "Amira" not in _page(own)


def test_a_question_reaches_the_privacy_officer_and_its_answer_the_patient() -> None:
    own = factories.own_patient()
    _look(own, "amira", Relation.Source.CARE_TEAM)
    answer = _ask(own, question="Why did Amira look?")
    assert answer.status_code == 303
    assert "Why did Amira look?" in _page(own)
    with scope(factories.SYSTEM, "test.questions"):
        asked = AccessQuestion.objects.get()
    officer = cast.actor("keller", cast.role("privacy", Security.ANSWER_QUESTIONS))
    answer_question(officer, question_id=asked.id, answer="She was on duty.")
    assert "She was on duty." in _page(own)
    home = own.client().get(reverse("portal:portal_home")).content.decode()
    assert "Your question was answered" in home


def test_an_empty_question_is_refused_and_not_sent() -> None:
    own = factories.own_patient()
    _look(own, "amira", Relation.Source.CARE_TEAM)
    answer = _ask(own, question="  ")
    assert answer.status_code == 422
    assert "Write your question." in answer.content.decode()
    with scope(factories.SYSTEM, "test.questions"):
        assert not AccessQuestion.objects.exists()


def test_a_question_that_is_too_long_is_refused_and_kept_in_the_form() -> None:
    own = factories.own_patient()
    _look(own, "amira", Relation.Source.CARE_TEAM)
    words = "Why? " * 500
    answer = _ask(own, question=words)
    assert answer.status_code == 422
    assert words.strip() in answer.content.decode()
    with scope(factories.SYSTEM, "test.questions"):
        assert not AccessQuestion.objects.exists()
