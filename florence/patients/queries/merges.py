"""Which records stand for one person, and which merges wait, stand, or can be taken back."""

from uuid import UUID

from django.db import connection

from florence.patients.models import RecordLink

# Worded once: every write about a patient asks.
_SURVIVOR = """
WITH RECURSIVE chain (id, steps) AS (
  SELECT %s::uuid, 0
  UNION ALL
  SELECT m.subject_id, c.steps + 1 FROM chain c JOIN patients_merge m ON m.merged_id = c.id
  WHERE m.approved_at IS NOT NULL AND m.undone_at IS NULL AND c.steps < 100
)
SELECT id FROM chain ORDER BY steps DESC LIMIT 1
"""


def survivor_of(subject_id: UUID) -> UUID:
    """The record into which this one was merged, through any number of merges; itself when it was not."""
    with connection.cursor() as cursor:
        cursor.execute(_SURVIVOR, [subject_id])
        found: UUID = cursor.fetchone()[0]
        return found


def standing_link(subject_id: UUID, other_id: UUID) -> RecordLink | None:
    """The link that joins two records now, whichever way it was made."""
    both = [subject_id, other_id]
    return RecordLink.objects.filter(subject_id__in=both, other_id__in=both, ended_at__isnull=True).first()
