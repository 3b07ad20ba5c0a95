"""Reads of emergency access: the one that is open now, and those that wait for a review."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.foundation.keys import KeyDestroyed
from florence.security.actors import Actor
from florence.security.acts import words_of
from florence.security.models import AccessEvent, AccessEventSubject, BreakGlass, Subject
from florence.security.queries.access_log import names_of
from florence.security.sealed_words import open_words

PAGE = 20

TO_REVIEW, ASKED, REVIEWED = "to-review", "asked", "reviewed"
_STATES = {
    TO_REVIEW: Q(outcome=""),
    ASKED: Q(outcome=BreakGlass.Outcome.EXPLAIN),
    REVIEWED: Q(outcome__in=(BreakGlass.Outcome.JUSTIFIED, BreakGlass.Outcome.IMPROPER)),
}


@dataclass(frozen=True)
class Opened:
    """What was done with the record in one way while the glass was broken."""

    words: str
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Opening:
    """One emergency access as its reviewer reads it."""

    id: UUID
    account_id: UUID
    person: str
    subject_id: UUID
    reason: str
    explanation: str
    opened_at: datetime
    ends_at: datetime
    is_live: bool
    outcome: str
    outcome_words: str
    reviewer: str
    reviewed_at: datetime | None
    note: str
    opened: tuple[Opened, ...]


def live_break_glass(actor: Actor, person_id: UUID) -> BreakGlass | None:
    """The actor's emergency access to the person's record that is open now; its `ends_at` says until when."""
    if actor.id is None:
        return None
    now = clock.now()
    return (
        BreakGlass.objects.filter(
            account_id=actor.id, subject__person_id=person_id, relation__ends_at__gt=now, opened_at__lte=now
        )
        .order_by("-ends_at")
        .first()
    )


def count_openings(state: str) -> int:
    """How many emergency accesses are in a state of review."""
    return BreakGlass.objects.filter(_STATES[state]).count()


def list_openings(state: str, *, before: UUID | None = None, limit: int = PAGE) -> list[Opening]:
    """The newest emergency accesses in a state of review, older than `before` when that is given."""
    found = BreakGlass.objects.filter(_STATES[state]).select_related("subject")
    if before is not None:
        found = found.filter(id__lt=before)
    rows = list(found.order_by("-id")[:limit])
    names = names_of(account for row in rows for account in (row.account_id, row.reviewed_by_id) if account)
    return [_opening(row, names) for row in rows]


def count_asked_of(actor: Actor) -> int:
    """Of how many of the actor's emergency accesses an explanation is asked."""
    return 0 if actor.id is None else BreakGlass.objects.filter(_STATES[ASKED], account_id=actor.id).count()


def list_asked_of(actor: Actor) -> list[Opening]:
    """The actor's emergency accesses of which an explanation is asked, the newest first."""
    if actor.id is None:
        return []
    rows = BreakGlass.objects.filter(_STATES[ASKED], account_id=actor.id).select_related("subject")
    return [_opening(row, {}) for row in rows.order_by("-id")[:PAGE]]


def _opening(row: BreakGlass, names: dict[UUID, str]) -> Opening:
    return Opening(
        id=row.id,
        account_id=row.account_id,
        person=names.get(row.account_id, ""),
        subject_id=row.subject_id,
        reason=row.get_reason_display(),
        explanation=words_or_erased(row, "explanation"),
        opened_at=row.opened_at,
        ends_at=row.ends_at,
        is_live=row.ends_at > clock.now(),
        outcome=row.outcome,
        outcome_words=row.get_outcome_display() if row.outcome else "",
        reviewer=names.get(row.reviewed_by_id, "") if row.reviewed_by_id else "",
        reviewed_at=row.reviewed_at,
        note=words_or_erased(row, "review_note"),
        opened=tuple(_opened_during(row)),
    )


def words_or_erased(row: object, column: str) -> str:
    """The sealed words of a column, or a sentence that says they went with the record."""
    try:
        return open_words(row, column)
    except KeyDestroyed:
        return _("Erased with the record.")


def _opened_during(row: BreakGlass) -> Iterable[Opened]:
    acts = _events_during(row).values("act").annotate(times=Count("id"), first=Min("at"), last=Max("at"))
    for found in acts.order_by("first"):
        yield Opened(words_of(found["act"]), found["times"], found["first"], found["last"])


def _events_during(row: BreakGlass) -> "QuerySet[AccessEvent]":
    same_person = Subject.objects.filter(person_id=row.subject.person_id).values("id")
    touched = AccessEventSubject.objects.filter(event_id=OuterRef("id"), subject_id__in=same_person)
    return AccessEvent.objects.filter(
        Exists(touched),
        actor_id=row.account_id,
        at__gte=row.opened_at,
        at__lt=row.ends_at,
        outcome=AccessEvent.Outcome.DONE,
    ).exclude(act__in=("security.break_glass", "security.open_break_glass"))
