"""Taking a merge back: both records as they were, and each later entry where somebody says it belongs."""

from collections.abc import Mapping
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from florence.foundation import clock, live
from florence.patients import policies, search_copy
from florence.patients.actions import merged_rows
from florence.patients.actions.linking import end_link, log_other
from florence.patients.actions.merging import MergeRefused, lock_both
from florence.patients.models import Merge, Patient, PatientIdentifier, PatientToken
from florence.patients.queries.merges import survivor_of
from florence.patients.store import STORE
from florence.security.actors import Actor
from florence.security.doors import action
from florence.security.models import Subject
from florence.security.unwalled import past_the_wall

LaterEntries = Mapping[type[models.Model], list[UUID]]


@action(may=policies.may_approve_merge, subject="subject_id")
def undo_merge(
    actor: Actor, *, subject_id: UUID, merge_id: UUID, to_merged: LaterEntries | None = None
) -> Merge:
    """Restore both records of a merge.

    What was written since stays with the survivor, but for rows of `to_merged`, by table. The identity of both is
    what it was before the merge. Raises MergeRefused.
    """
    merge = _standing(subject_id, merge_id)
    survivor, merged = lock_both(actor, merge.subject_id, merge.merged_id)
    if survivor_of(survivor.id) != survivor.id:
        raise MergeRefused(_("This record has itself been merged since. Undo the later merge first."))
    _refuse_out_of_order(merge)
    log_other(actor, "patients.undo_merge", merged.id)
    with past_the_wall():
        _restore(merge, to_merged or {})
    if merge.link is not None:
        end_link(actor, merge.link)
    merge.undone_by, merge.undone_at = actor.id, clock.now()
    merge.save(update_fields=["undone_by", "undone_at"])
    live.announce(f"patient-{survivor.person_id}")
    live.announce(f"patient-{merged.person_id}")
    return merge


def _standing(subject_id: UUID, merge_id: UUID) -> Merge:
    merge = (
        Merge.objects.select_for_update(of=("self",))
        .filter(id=merge_id, subject_id=subject_id, approved_at__isnull=False, undone_at__isnull=True)
        .first()
    )
    if merge is None:
        raise MergeRefused(_("There is no such merge, or it has been undone."))
    return merge


def _refuse_out_of_order(merge: Merge) -> None:
    """Several merges into one record are undone last first: each restores what the one before had made."""
    later = Merge.objects.filter(
        subject_id=merge.subject_id, undone_at__isnull=True, entries_until__gt=merge.entries_until
    )
    if later.exists():
        raise MergeRefused(_("Another record was merged into this one later. Undo that merge first."))


def _restore(merge: Merge, to_merged: LaterEntries) -> None:
    merged_rows.move_back(merge)
    for model, row_ids in to_merged.items():
        merged_rows.give_rows(model, row_ids, merge)
    merged_rows.tokens_follow(merge)
    for subject_id in (merge.subject_id, merge.merged_id):
        Patient.objects.filter(id=subject_id).update(version=models.F("version") + 1, recorded_at=clock.now())
    merged_rows.restore(merge, Patient, but=["version", "recorded_at"])
    merged_rows.restore(merge, PatientIdentifier)
    merged_rows.put_back(merge, PatientToken)
    for subject in Subject.objects.filter(id__in=[merge.subject_id, merge.merged_id]):
        search_copy.write(subject.id, STORE.content(STORE.get(subject.id)))
