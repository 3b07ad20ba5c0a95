"""Treating two records as one person's, at once and until the link is ended."""

from uuid import UUID

from django.utils.translation import gettext as _

from florence.foundation import clock, live
from florence.patients import policies
from florence.patients.models import Merge, RecordLink
from florence.patients.queries.merges import standing_link
from florence.patients.rules import merging
from florence.security.access_events import Access, record_access, touching
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action, step
from florence.security.models import Relation, Subject


class LinkRefused(ActionError):
    """The two records were not joined or parted; the sentence says why."""


@action(may=policies.may_link_records, subject="subject_id")
def link_records(actor: Actor, *, subject_id: UUID, other_id: UUID, reason: str) -> RecordLink:
    """Treat two records as one person's from now on: whoever reaches one reaches both, and charts show both.

    `reason` is a code of `rules.merging`. Raises LinkRefused.
    """
    log_other(actor, "patients.link_records", other_id)
    return add_link(actor, subject_id, other_id, reason)


@action(may=policies.may_link_records, subject="subject_id")
def unlink_records(actor: Actor, *, subject_id: UUID, other_id: UUID) -> None:
    """End a link: each record is its own person's again, and so is each relation. Raises LinkRefused."""
    link = standing_link(subject_id, other_id)
    if link is None:
        raise LinkRefused(_("These two records are not linked."))
    if Merge.objects.filter(link=link, approved_at__isnull=False, undone_at__isnull=True).exists():
        raise LinkRefused(_("These two records are merged. Undo the merge first."))
    log_other(actor, "patients.unlink_records", other_id)
    end_link(actor, link)


@step
def log_other(actor: Actor, act: str, other_id: UUID) -> None:
    """Log an act upon the second of two records; the first is in the event of the act itself."""
    record_access(actor, Access(act=act, subjects=touching([other_id], "identity")))


@step
def add_link(actor: Actor, subject_id: UUID, other_id: UUID, reason: str) -> RecordLink:
    """Join the persons of two records; raises LinkRefused when it can't be."""
    if reason not in merging.REASONS:
        raise LinkRefused(_("Choose a reason from the list."))
    first, second = _locked(actor, subject_id, other_id)
    if first.person_id == second.person_id:
        raise LinkRefused(_("These two records are treated as one person's already."))
    moved = list(Subject.objects.filter(person_id=second.person_id).values_list("id", flat=True))
    link = RecordLink.objects.create(
        subject=first,
        other=second,
        moved_ids=moved,
        former_person_id=second.person_id,
        reason=reason,
        linked_by=actor.id,
        linked_at=clock.now(),
    )
    _give_person(moved, second.person_id, first.person_id)
    return link


@step
def end_link(actor: Actor, link: RecordLink) -> None:
    """Give the records that a link moved their former person back."""
    person_now = Subject.objects.get(id=link.subject_id).person_id
    _give_person(link.moved_ids, person_now, link.former_person_id)
    link.ended_by, link.ended_at = actor.id, clock.now()
    link.save(update_fields=["ended_by", "ended_at"])


def _locked(actor: Actor, subject_id: UUID, other_id: UUID) -> tuple[Subject, Subject]:
    if subject_id == other_id:
        raise LinkRefused(_("Choose two different records."))
    both = {
        each.id: each
        for each in Subject.objects.select_for_update()
        .filter(id__in=[subject_id, other_id], erased_at__isnull=True)
        .order_by("id")
    }
    if len(both) < 2 or not all(policies.may_know_of(actor, each) for each in both.values()):
        raise LinkRefused(_("One of the two records does not exist, or has been erased."))
    return both[subject_id], both[other_id]


def _give_person(subject_ids: list[UUID], former: UUID, person_id: UUID) -> None:
    """Relations follow the person of the record that they were made for."""
    Subject.objects.filter(id__in=subject_ids, person_id=former).update(person_id=person_id)
    Relation.objects.filter(subject_id__in=subject_ids, person_id=former).update(person_id=person_id)
    live.announce(f"patient-{former}")
    live.announce(f"patient-{person_id}")
