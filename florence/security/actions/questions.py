"""A patient's question about who opened the record, and the privacy officer's answer."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from florence.foundation import clock, live
from florence.security import policies
from florence.security.actions.break_glass import REVIEW_TOPIC
from florence.security.actors import Actor, person_acting
from florence.security.decisions import ActionError
from florence.security.doors import action
from florence.security.models import AccessQuestion, Subject
from florence.security.sealed_words import seal_words

LONGEST = 2_000


class QuestionRefused(ActionError):
    """A question was not sent or not answered; the sentence says why."""


@action(may=policies.may_ask_about_access, subject="subject_id")
def ask_about_access(
    actor: Actor, *, subject_id: UUID, about_day: date, question: str, event_id: UUID | None = None
) -> AccessQuestion:
    """Send a question about the looks of a day, or one of them; raises QuestionRefused for an empty one."""
    if not question.strip() or len(question) > LONGEST:
        raise QuestionRefused(_("Write your question in up to 2,000 letters."))
    subject = Subject.objects.get(id=subject_id)
    asked = AccessQuestion(
        subject=subject,
        asked_by_id=person_acting(actor),
        event_id=event_id,
        about_day=about_day,
        key_id=subject.key_id,
        asked_at=clock.now(),
    )
    asked.question = seal_words(asked, "question", question)
    asked.save(force_insert=True)
    live.announce(REVIEW_TOPIC)
    return asked


@action(may=policies.may_answer_question)
def answer_question(actor: Actor, *, question_id: UUID, answer: str) -> AccessQuestion:
    """Answer a question once; raises QuestionRefused for an empty answer or a second one."""
    asked = AccessQuestion.objects.select_for_update().filter(id=question_id).first()
    if asked is None:
        raise QuestionRefused(_("There is no such question."))
    if asked.answered_at is not None:
        raise QuestionRefused(_("Somebody has answered this already."))
    if not answer.strip() or len(answer) > LONGEST:
        raise QuestionRefused(_("Write your answer in up to 2,000 letters."))
    asked.answer = seal_words(asked, "answer", answer)
    asked.answered_by_id, asked.answered_at = actor.id, clock.now()
    asked.save()
    live.announce(f"patient-{asked.subject.person_id}")
    return asked
