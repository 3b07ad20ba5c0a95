"""Who may reach whose record: the rows of security_relation, and how they come and go."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from florence.foundation import clock
from florence.security.actors import POPULATION, SYSTEM, Actor
from florence.security.models import Relation, Subject

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


def person_of(subject_id: UUID) -> UUID | None:
    """The person behind a subject, or None when there is no such subject."""
    return Subject.objects.filter(id=subject_id).values_list("person_id", flat=True).first()


def subjects_of(person_id: UUID) -> list[UUID]:
    """Every subject that stands for the person: more than one when records are linked or merged."""
    return list(Subject.objects.filter(person_id=person_id).values_list("id", flat=True))


def find_relation(actor: Actor, person_id: UUID) -> str:
    """The strongest live relation of the actor to the person, or "" when there is none."""
    now = clock.now()
    found = set(
        Relation.objects.filter(
            party_id__in=actor.parties, person_id=person_id, starts_at__lte=now, ends_at__gt=now
        ).values_list("source", flat=True)
    )
    return next((str(source) for source in _STRENGTH if source in found), "")


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
