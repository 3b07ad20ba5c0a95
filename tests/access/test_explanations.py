"""Explaining an emergency access when the privacy officer asks."""

from uuid import UUID

import pytest

from florence.patients.tests.people import patient, register
from florence.security.actions.break_glass import (
    BreakGlassRefused,
    break_glass,
    explain_break_glass,
    review_break_glass,
)
from florence.security.actors import Actor
from florence.security.models import Account, BreakGlass
from florence.security.queries.break_glass import TO_REVIEW, list_asked_of, list_openings
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.tests.browsing import signed_in
from florence.security.web.identity import actor_for

pytestmark = pytest.mark.django_db
WORDS = "She was brought in and could not speak."


@pytest.fixture
def nurse() -> Account:
    made = cast.role("nurse", "security.break_glass", shelves=["identity"], needs_second_factor=False)
    return cast.account("nurse", made)


@pytest.fixture
def officer() -> Actor:
    made = cast.role(
        "officer", "security.review_break_glass", shelves=["identity"], needs_second_factor=False
    )
    return actor_for(cast.account("officer", made))


@pytest.fixture
def asked(nurse: Account, officer: Actor) -> UUID:
    [subject_id] = register(patient(family="Palmer", given="Edith"))
    opening = break_glass(
        actor_for(nurse), subject_id=subject_id, reason="other", explanation="Needed it at once"
    )
    review_break_glass(officer, break_glass_id=opening.id, outcome="explain", note="Which emergency?")
    return opening.id


def outcome(opening: UUID) -> str:
    with scope(cast.SYSTEM, "look"):
        return BreakGlass.objects.get(id=opening).outcome


def test_it_works(nurse: Account, officer: Actor, asked: UUID) -> None:
    browser = signed_in(nurse)
    page = browser.get("/emergency-access/explanations/").content.decode()
    assert "Which emergency?" in page
    answer = browser.post(f"/emergency-access/explanations/{asked}/", {"words": WORDS})
    assert answer.status_code == 303
    with scope(officer, "look"):
        [opening] = list_openings(TO_REVIEW)
    assert opening.explanation.startswith("Needed it at once")
    assert opening.explanation.endswith(WORDS)
    assert (opening.outcome, opening.note) == ("", "Which emergency?")
    with scope(actor_for(nurse), "look"):
        assert list_asked_of(actor_for(nurse)) == []


def test_without_words_nothing_is_sent(nurse: Account, asked: UUID) -> None:
    answer = signed_in(nurse).post(f"/emergency-access/explanations/{asked}/", {"words": " so "})
    assert answer.status_code == 422
    assert outcome(asked) == "explain"


def test_nobody_explains_for_another(nurse: Account, asked: UUID) -> None:
    other = cast.account("other", cast.role("other", "security.break_glass", needs_second_factor=False))
    with pytest.raises(BreakGlassRefused):
        explain_break_glass(actor_for(other), break_glass_id=asked, words=WORDS)
    assert outcome(asked) == "explain"


def test_what_nobody_asked_about_is_not_explained(nurse: Account, officer: Actor, asked: UUID) -> None:
    review_break_glass(officer, break_glass_id=asked, outcome="justified")
    with pytest.raises(BreakGlassRefused):
        explain_break_glass(actor_for(nurse), break_glass_id=asked, words=WORDS)
    assert outcome(asked) == "justified"
