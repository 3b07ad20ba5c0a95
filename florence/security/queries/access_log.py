"""Reading the log: for the privacy officer, for the administrator, and for the patient whose record it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from florence.security.acts import words_of
from florence.security.models import (
    AccessEvent,
    AccessEventSubject,
    Account,
    PlaceLimit,
    Relation,
    Role,
    Subject,
)

PAGE = 50


@dataclass(frozen=True)
class LogFilter:
    """What to look for in the log; what is empty does not narrow."""

    subject_ids: tuple[UUID, ...] = ()
    account_id: UUID | None = None
    act: str = ""
    since: datetime | None = None
    until: datetime | None = None
    is_refused: bool = False
    touches_records: bool | None = None


@dataclass(frozen=True)
class LogEntry:
    """One event of the log as a person reads it; `act_words` says what was done, `roles` in which role."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    actor: str
    roles: tuple[str, ...]
    act: str
    act_words: str
    outcome: str
    place: str
    request_id: str
    subject_ids: tuple[UUID, ...]
    relations: tuple[str, ...]
    count: int | None
    scope_id: UUID | None = None


def list_events(filters: LogFilter, *, before: UUID | None = None, limit: int = PAGE) -> list[LogEntry]:
    """The newest events that match, at most `limit`, older than `before` when that is given."""
    found = _matching(filters)
    if before is not None:
        found = found.filter(id__lt=before)
    return _entries(list(found.order_by("-id")[:limit]))


def get_event(event_id: UUID) -> LogEntry | None:
    """One event, or None when there is none that the scope may see."""
    found = _entries(list(AccessEvent.objects.filter(id=event_id)))
    return found[0] if found else None


def relations_in(event_id: UUID) -> dict[UUID, str]:
    """By what each subject of an event was reached, in words."""
    rows = AccessEventSubject.objects.filter(event_id=event_id).order_by("id")
    return {row.subject_id: relation_words(row.relation) for row in rows}


def count_events(filters: LogFilter) -> int:
    """How many events match."""
    return _matching(filters).count()


def _matching(filters: LogFilter) -> "QuerySet[AccessEvent]":
    found = AccessEvent.objects.all()
    subjects = AccessEventSubject.objects.filter(event_id=OuterRef("id"))
    if filters.subject_ids:
        found = found.filter(Exists(subjects.filter(subject_id__in=filters.subject_ids)))
    if filters.touches_records is not None:
        found = found.filter(touches_records=filters.touches_records)
    if filters.account_id is not None:
        found = found.filter(actor_id=filters.account_id)
    if filters.act:
        found = found.filter(act=filters.act)
    if filters.is_refused:
        found = found.filter(outcome=AccessEvent.Outcome.REFUSED)
    return _within(found, filters.since, filters.until)


def _within(
    found: "QuerySet[AccessEvent]", since: datetime | None, until: datetime | None
) -> "QuerySet[AccessEvent]":
    if since is not None:
        found = found.filter(at__gte=since)
    return found.filter(at__lt=until) if until is not None else found


def _entries(events: list[AccessEvent]) -> list[LogEntry]:
    rows: dict[UUID, list[AccessEventSubject]] = {event.id: [] for event in events}
    for row in AccessEventSubject.objects.filter(event_id__in=rows):
        rows[row.event_id].append(row)
    names = names_of(event.actor_id for event in events if event.actor_id)
    words = _Words(names, role_names(), place_names())
    return [_entry(event, rows[event.id], words) for event in events]


@dataclass(frozen=True)
class _Words:
    """The words for the ids and codes of events."""

    accounts: dict[UUID, str]
    roles: dict[str, str]
    places: dict[str, str]


def _entry(event: AccessEvent, rows: list[AccessEventSubject], words: _Words) -> LogEntry:
    return LogEntry(
        id=event.id,
        at=event.at,
        actor_id=event.actor_id,
        actor=words.accounts.get(event.actor_id, "")
        if event.actor_id
        else _actor_without_account(event.actor_kind),
        roles=tuple(words.roles.get(code, code) for code in event.roles),
        act=event.act,
        act_words=words_of(event.act),
        outcome=event.outcome,
        place=words.places.get(event.place, event.place),
        request_id=event.request_id,
        subject_ids=tuple(row.subject_id for row in rows),
        relations=tuple(sorted({relation_words(row.relation) for row in rows if row.relation})),
        count=event.count,
        scope_id=event.scope_id,
    )


def _actor_without_account(kind: str) -> str:
    return {"system": _("Florence itself"), "client": _("Another program")}.get(kind, _("Not signed in"))


def names_of(account_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The display names of accounts."""
    return dict(Account.objects.filter(id__in=set(account_ids)).values_list("id", "display_name"))


def role_names() -> dict[str, str]:
    """The names of all roles by their code."""
    return {code: _(name) for code, name in Role.objects.values_list("code", "name")}


def place_names() -> dict[str, str]:
    """The names of all kinds of place by their code."""
    return {code: _(name) for code, name in PlaceLimit.objects.values_list("code", "name")}


def relation_words(relation: str) -> str:
    """A relation in words, also the two that are none: reach by role, and the shelf of identity or emergency."""
    others = {
        "population": _("by role"),
        "system": _("by Florence itself"),
        "identity": _("name, number and contact data only"),
        "emergency": _("allergies only"),
        "list": _("in a list"),
    }
    known = dict(Relation.Source.choices)
    return str(known[relation]) if relation in known else others.get(relation, relation)


@dataclass(frozen=True)
class Purpose:
    """What people did with the record on one day for one purpose; `people` are names with roles."""

    purpose: str
    people: tuple[str, ...]
    acts: tuple[str, ...]
    first_at: datetime
    last_at: datetime
    is_break_glass: bool


@dataclass(frozen=True)
class Day:
    """One day of a record's log, grouped by purpose."""

    day: date
    purposes: tuple[Purpose, ...]


def list_days_of(person_id: UUID, *, zone: str, limit: int = 200) -> list[Day]:
    """Who opened a person's record, the newest day first, from the last `limit` events."""
    subject_ids = tuple(Subject.objects.filter(person_id=person_id).values_list("id", flat=True))
    entries = list_events(LogFilter(subject_ids=subject_ids), limit=limit)
    local = ZoneInfo(zone)
    return [
        Day(day, _purposes(list(on_day)))
        for day, on_day in groupby(entries, key=lambda entry: entry.at.astimezone(local).date())
    ]


def _purposes(entries: list[LogEntry]) -> tuple[Purpose, ...]:
    ordered = sorted(entries, key=_purpose_of)
    return tuple(_purpose(words, list(group)) for words, group in groupby(ordered, key=_purpose_of))


def _purpose_of(entry: LogEntry) -> str:
    if entry.outcome == AccessEvent.Outcome.REFUSED:
        return _("tried to open it and was refused")
    return ", ".join(entry.relations) or _("other")


def _purpose(words: str, entries: list[LogEntry]) -> Purpose:
    return Purpose(
        purpose=words,
        people=tuple(dict.fromkeys(_with_role(entry) for entry in entries)),
        acts=tuple(dict.fromkeys(entry.act_words for entry in entries)),
        first_at=min(entry.at for entry in entries),
        last_at=max(entry.at for entry in entries),
        is_break_glass=any(str(Relation.Source.BREAK_GLASS.label) in entry.relations for entry in entries),
    )


def _with_role(entry: LogEntry) -> str:
    return f"{entry.actor} ({', '.join(entry.roles)})" if entry.roles else entry.actor
