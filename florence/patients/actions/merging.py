"""Merging two records of one person: one person proposes, another approves, and everything moves at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from florence.foundation import clock, live
from florence.foundation.events import publish
from florence.patients import policies, search_copy
from florence.patients.actions import merged_rows
from florence.patients.actions.linking import add_link, log_other
from florence.patients.actions.registration import is_unidentified, write_identifiers
from florence.patients.events import PatientsMerging
from florence.patients.models import Merge, Patient, PatientIdentifier, PatientToken
from florence.patients.queries.merges import survivor_of
from florence.patients.rules import merging
from florence.patients.rules.births import is_estimated
from florence.patients.store import STORE
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action, step
from florence.security.models import Subject
from florence.security.resource_store import place_of_subject
from florence.security.unwalled import past_the_wall


class MergeRefused(ActionError):
    """The records were not merged; the sentence says why."""


@action(may=policies.may_propose_merge, subject="subject_id")
def propose_merge(
    actor: Actor, *, subject_id: UUID, merged_id: UUID, reason: str, taken_from_merged: Sequence[str] = ()
) -> Merge:
    """Ask a second person to merge the record `merged_id` into `subject_id`; nothing moves yet.

    `taken_from_merged` names fields of `rules.merging.FIELDS` in which the merged record is right. Raises MergeRefused.
    """
    if reason not in merging.REASONS or not set(taken_from_merged) <= set(merging.FIELDS):
        raise MergeRefused(_("Choose a reason from the list."))
    subjects = lock_both(actor, subject_id, merged_id)
    refuse_merged(subjects)
    if Merge.objects.filter(merged_id=merged_id, withdrawn_at__isnull=True, undone_at__isnull=True).exists():
        raise MergeRefused(_("A merge of this record waits for approval already."))
    log_other(actor, "patients.propose_merge", merged_id)
    return Merge.objects.create(
        subject_id=subject_id,
        merged_id=merged_id,
        taken_from_merged=sorted(taken_from_merged),
        reason=reason,
        proposed_by=actor.account_id,
        proposed_at=clock.now(),
    )


@action(may=policies.may_withdraw_merge, subject="subject_id")
def withdraw_merge(actor: Actor, *, subject_id: UUID, merge_id: UUID) -> None:
    """Take a proposal back, or refuse one; raises MergeRefused when it has been decided."""
    merge = waiting(subject_id, merge_id)
    merge.withdrawn_at = clock.now()
    merge.save(update_fields=["withdrawn_at"])


@action(may=policies.may_approve_merge, subject="subject_id")
def approve_merge(actor: Actor, *, subject_id: UUID, merge_id: UUID) -> Merge:
    """Do a merge that somebody else proposed, whole or not at all. Raises MergeRefused, or what a slice objects to."""
    merge = waiting(subject_id, merge_id)
    if merge.proposed_by == actor.account_id:
        raise MergeRefused(_("A second person has to approve this merge: you proposed it yourself."))
    survivor, merged = lock_both(actor, merge.subject_id, merge.merged_id)
    refuse_merged((survivor, merged))
    _refuse_other_labels(survivor, merged)
    log_other(actor, "patients.approve_merge", merged.id)
    if survivor.person_id != merged.person_id:
        merge.link = add_link(actor, survivor.id, merged.id, merge.reason)
    publish(PatientsMerging(survivor.id, merged.id))
    with past_the_wall():
        _move_all(merge, survivor, merged)
    merge.approved_by, merge.approved_at = actor.account_id, clock.now()
    merge.entries_until = database_now()
    merge.save()
    live.announce(f"patient-{survivor.person_id}")
    return merge


@step
def waiting(subject_id: UUID, merge_id: UUID) -> Merge:
    """The locked proposal of a survivor that nobody has decided; raises MergeRefused."""
    merge = (
        Merge.objects.select_for_update(of=("self",))
        .filter(id=merge_id, subject_id=subject_id, withdrawn_at__isnull=True, approved_at__isnull=True)
        .first()
    )
    if merge is None:
        raise MergeRefused(_("This proposal has been decided already."))
    return merge


@step
def lock_both(actor: Actor, survivor_id: UUID, merged_id: UUID) -> tuple[Subject, Subject]:
    """Both subjects, locked in one order for everybody; raises MergeRefused."""
    found = Subject.objects.select_for_update().filter(id__in=[survivor_id, merged_id], erased_at=None)
    both = {each.id: each for each in found.order_by("id")}
    if len(both) < 2 or not all(policies.may_know_of(actor, each) for each in both.values()):
        raise MergeRefused(_("One of the two records does not exist, or has been erased."))
    return both[survivor_id], both[merged_id]


def refuse_merged(subjects: Sequence[Subject]) -> None:
    """Raise MergeRefused when one of them has been merged into another record."""
    if any(survivor_of(each.id) != each.id for each in subjects):
        raise MergeRefused(_("One of the two records has been merged already. Use the record that stays."))


def _refuse_other_labels(survivor: Subject, merged: Subject) -> None:
    """What a record is guarded by hangs on its rows: joined, one half would be open to those who see the other."""
    if (survivor.level, sorted(survivor.categories)) != (merged.level, sorted(merged.categories)):
        raise MergeRefused(
            _(
                "The two records are guarded differently. Link them: each keeps its guard, and charts show both."
            )
        )


def _move_all(merge: Merge, survivor: Subject, merged: Subject) -> None:
    kept, other = STORE.content(STORE.lock(survivor.id)), STORE.content(STORE.lock(merged.id))
    for model in (Patient, PatientToken, PatientIdentifier):
        merged_rows.keep_before(merge, model, survivor.id)
        merged_rows.keep_before(merge, model, merged.id)
    merged_rows.move_rows(merge)
    made = merging.survivor(kept, other, str(merged.id), merge.taken_from_merged)
    patient = STORE.change(
        survivor.id,
        made,
        place_of_subject(survivor),
        expected_version=None,
        is_estimated_birth=is_estimated(made),
        is_unidentified=is_unidentified(made),
    )
    write_identifiers(patient, made)
    search_copy.write(survivor.id, made)
    STORE.change(
        merged.id, merging.replaced(other, str(survivor.id)), place_of_subject(merged), expected_version=None
    )
    # What the merged record was found by finds the survivor now.
    PatientToken.objects.filter(resource_id=merged.id).delete()
    search_copy.forget(merged.id)


def database_now() -> datetime:
    """The database's own clock, by which the history is dated."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment
