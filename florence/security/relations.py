"""Who may reach whose record: the rows of security_relation, and how they come and go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from florence.foundation import clock
from florence.security.actors import POPULATION, SYSTEM, Actor
from florence.security.models import Relation, Subject
from florence.security.scope import current_scope

AFTER_LAST_CONTACT = timedelta(days=90)
FAR_END = datetime(9999, 1, 1, tzinfo=UTC)

_STRENGTH = [
    Relation.Source.OWN_RECORD,
    Relation.Source.PROXY,
    Relation.Source.CARE_TEAM,
    Relation.Source.VISIT,
    Relation.Source.TREATING,
    Relation.Source.ADVICE,
    Relation.Source.REGISTRATION,
    Relation.Source.BREAK_GLASS,
]


@dataclass(frozen=True)
class Reach:
    """The person behind a subject, all subjects of that person, and by what the scope's actor reaches them.

    `by` is the strongest; `sources` are all relations that the actor and its teams have now.
    """

    person_id: UUID
    subject_ids: tuple[UUID, ...]
    by: str
    sources: frozenset[str]


_REACH = """
SELECT s.person_id,
       ARRAY(SELECT o.id FROM security_subject o WHERE o.person_id = s.person_id),
       ARRAY(SELECT r.source FROM security_relation r
             WHERE r.party_id = ANY (%s) AND r.person_id = s.person_id AND r.starts_at <= %s AND r.ends_at > %s)
FROM security_subject s WHERE s.id = %s
"""


def look_up(subject_id: UUID) -> Reach | None:
    """Who stands behind a subject and how the scope's actor reaches them, or None when there is no such subject.

    Asked once in a scope: for pages, which read. An act that makes relations must ask `reaches`.
    """
    opened = current_scope()
    if subject_id not in opened.known:
        opened.known[subject_id] = _look_up(opened.actor, subject_id)
    found: Reach | None = opened.known[subject_id]
    return found


def _look_up(actor: Actor, subject_id: UUID) -> Reach | None:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_REACH, [list(actor.parties), now, now, subject_id])
        row = cursor.fetchone()
    if row is None:
        return None
    person_id, subject_ids, sources = row
    by = actor.reach if actor.reach in (POPULATION, SYSTEM) else _strongest(sources)
    return Reach(person_id, tuple(subject_ids), by, frozenset(sources))


def _strongest(sources: Iterable[str]) -> str:
    found = set(sources)
    return next((str(source) for source in _STRENGTH if source in found), "")


def person_of(subject_id: UUID) -> UUID | None:
    """The person behind a subject, or None when there is no such subject."""
    return Subject.objects.filter(id=subject_id).values_list("person_id", flat=True).first()


def get_subject(subject_id: UUID) -> Subject:
    """The subject; raises Subject.DoesNotExist."""
    return Subject.objects.get(id=subject_id)


def subjects_of(person_id: UUID) -> list[UUID]:
    """Every subject that stands for the person: more than one when records are linked or merged."""
    return list(Subject.objects.filter(person_id=person_id).values_list("id", flat=True))


def find_relation(actor: Actor, person_id: UUID) -> str:
    """The strongest live relation of the actor to the person, or "" when there is none."""
    now = clock.now()
    return _strongest(
        Relation.objects.filter(
            party_id__in=actor.parties, person_id=person_id, starts_at__lte=now, ends_at__gt=now
        ).values_list("source", flat=True)
    )


def reaches(actor: Actor, person_id: UUID) -> str:
    """By what the actor reaches the person's record: a relation, "population", "system", or "" for not at all."""
    if actor.reach in (POPULATION, SYSTEM):
        return actor.reach
    return find_relation(actor, person_id)


def own_record(actor: Actor) -> tuple[UUID, UUID] | None:
    """Subject and person of the actor's own record, or None when no record is linked to the account now."""
    if actor.id is None:
        return None
    now = clock.now()
    return (
        Relation.objects.filter(
            party_id=actor.id, source=Relation.Source.OWN_RECORD, starts_at__lte=now, ends_at__gt=now
        )
        .order_by("-starts_at")
        .values_list("subject_id", "person_id")
        .first()
    )


def add_relation(
    *,
    party_id: UUID,
    subject_id: UUID,
    source: Relation.Source,
    ends_at: datetime = FAR_END,
    created_by: UUID | None = None,
) -> Relation:
    """Give a party a relation to a subject from now until `ends_at`; part of the act that is its reason."""
    person_id = person_of(subject_id)
    if person_id is None:
        raise ValueError("There is no such subject.")
    return Relation.objects.create(
        party_id=party_id,
        subject_id=subject_id,
        person_id=person_id,
        source=source,
        starts_at=clock.now(),
        ends_at=ends_at,
        created_by=created_by,
    )


def end_relations(*, party_id: UUID, subject_ids: Iterable[UUID], source: Relation.Source) -> int:
    """End a party's live relations of one source with subjects now; gives how many ended."""
    now = clock.now()
    return Relation.objects.filter(
        party_id=party_id, subject_id__in=list(subject_ids), source=source, ends_at__gt=now
    ).update(ends_at=now)
