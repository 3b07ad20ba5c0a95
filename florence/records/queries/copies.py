"""Everything in a record that the reader may see, for a copy of it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from florence.patients.store import AROUND, STORE
from florence.records.queries.named import names_in
from florence.records.reading.copies import (
    OTHER,
    STANDING,
    VISITS,
    CopiedEntry,
    CopyWish,
    RecordCopy,
    Resource,
    part_of,
)
from florence.records.store import ENCOUNTERS, FACTS


def read_copy(subjects: Sequence[UUID], wish: CopyWish, made_at: datetime) -> RecordCopy:
    """The copy of a person's record; days are those of the active zone, and the last one is included."""
    entries = [*_visits(subjects, wish), *_facts(subjects, wish), *_around(subjects, wish)]
    return RecordCopy(
        patients=tuple(_patients(subjects)),
        entries=tuple(entries),
        names=names_in(entry.resource for entry in entries),
        wish=wish,
        made_at=made_at,
    )


def _patients(subjects: Sequence[UUID]) -> Iterable[Resource]:
    opened = {row.id: resource for row, resource in STORE.open_all(STORE.rows.filter(id__in=list(subjects)))}
    return [opened[subject] for subject in subjects if subject in opened]


def _visits(subjects: Sequence[UUID], wish: CopyWish) -> Iterable[CopiedEntry]:
    if VISITS not in wish.parts:
        return []
    rows = ENCOUNTERS.rows.filter(_in_period(wish), subject_id__in=list(subjects))
    opened = ENCOUNTERS.open_all(rows.order_by(F("starts").desc(nulls_last=True), "-id"))
    return [CopiedEntry(VISITS, row, resource) for row, resource in opened]


def _facts(subjects: Sequence[UUID], wish: CopyWish) -> Iterable[CopiedEntry]:
    rows = FACTS.rows.filter(subject_id__in=list(subjects)).order_by(F("starts").desc(nulls_last=True), "-id")
    bounds = _bounds(wish)
    for row, resource in FACTS.open_all(rows):
        part = part_of(resource)
        if part in wish.parts and (part in STANDING or _is_within(row.starts, bounds)):
            yield CopiedEntry(part, row, resource)


def _around(subjects: Sequence[UUID], wish: CopyWish) -> Iterable[CopiedEntry]:
    """The people around the patient: next of kin and the like."""
    if OTHER not in wish.parts:
        return []
    rows = AROUND.rows.filter(_in_period(wish), subject_id__in=list(subjects))
    return [CopiedEntry(OTHER, row, resource) for row, resource in AROUND.open_all(rows.order_by("id"))]


def _in_period(wish: CopyWish) -> Q:
    """Entries without a time are within every period: nobody can tell that they are not."""
    since, until = _bounds(wish)
    within = Q()
    if since:
        within &= Q(starts__gte=since) | Q(starts__isnull=True)
    if until:
        within &= Q(starts__lt=until) | Q(starts__isnull=True)
    return within


def _is_within(starts: datetime | None, bounds: tuple[datetime | None, datetime | None]) -> bool:
    since, until = bounds
    if starts is None:
        return True
    return (since is None or starts >= since) and (until is None or starts < until)


def _bounds(wish: CopyWish) -> tuple[datetime | None, datetime | None]:
    since = _midnight(wish.since) if wish.since else None
    until = _midnight(wish.until + timedelta(days=1)) if wish.until else None
    return since, until


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
