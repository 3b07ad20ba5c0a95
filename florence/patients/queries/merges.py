"""Which records stand for one person, and which merges wait, stand, or can be taken back."""

from uuid import UUID

from florence.patients.models import Merge, RecordLink


def survivor_of(subject_id: UUID) -> UUID:
    """The record into which this one was merged, through any number of merges; itself when it was not."""
    known = {subject_id}
    while True:
        standing = Merge.objects.filter(
            merged_id=subject_id, approved_at__isnull=False, undone_at__isnull=True
        )
        found = standing.values_list("subject_id", flat=True).first()
        if found is None or found in known:
            return subject_id
        subject_id = found
        known.add(found)


def standing_link(subject_id: UUID, other_id: UUID) -> RecordLink | None:
    """The link that joins two records now, whichever way it was made."""
    both = [subject_id, other_id]
    return RecordLink.objects.filter(subject_id__in=both, other_id__in=both, ended_at__isnull=True).first()
