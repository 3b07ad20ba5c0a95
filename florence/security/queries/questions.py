"""Reads of patients' questions about who opened their record."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from florence.security.models import AccessQuestion
from florence.security.queries.access_log import names_of
from florence.security.queries.break_glass import words_or_erased

PAGE = 50


@dataclass(frozen=True)
class Question:
    """One question with its answer; `answer` is empty while there is none."""

    id: UUID
    subject_id: UUID
    asked_by: str
    about_day: date
    event_id: UUID | None
    question: str
    asked_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


def count_questions(*, is_answered: bool) -> int:
    """How many questions are answered, or wait for an answer."""
    return AccessQuestion.objects.filter(answered_at__isnull=not is_answered).count()


def list_questions(*, is_answered: bool, before: UUID | None = None, limit: int = PAGE) -> list[Question]:
    """Questions that wait for an answer, or answered ones, the newest first."""
    found = AccessQuestion.objects.filter(answered_at__isnull=not is_answered)
    if before is not None:
        found = found.filter(id__lt=before)
    return _questions(list(found.order_by("-id")[:limit]))


def list_questions_of(person_id: UUID) -> list[Question]:
    """Every question about a person's record, the newest first, for the person who asked."""
    return _questions(list(AccessQuestion.objects.filter(subject__person_id=person_id).order_by("-id")))


def _questions(rows: list[AccessQuestion]) -> list[Question]:
    names = names_of(account for row in rows for account in (row.asked_by_id, row.answered_by_id) if account)
    return [
        Question(
            id=row.id,
            subject_id=row.subject_id,
            asked_by=names.get(row.asked_by_id, ""),
            about_day=row.about_day,
            event_id=row.event_id,
            question=words_or_erased(row, "question"),
            asked_at=row.asked_at,
            answer=words_or_erased(row, "answer"),
            answered_by=names.get(row.answered_by_id, "") if row.answered_by_id else "",
            answered_at=row.answered_at,
        )
        for row in rows
    ]
