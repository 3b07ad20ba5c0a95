"""Two records of one person: the link that treats them as one, the merge, and the journal that takes it back."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from florence.foundation.history import tracked
from florence.foundation.models import BaseModel


@tracked()
class RecordLink(BaseModel):
    """Two records that are treated as one person's while the link stands.

    `moved_ids` are the subjects that took the other side's person, `former_person_id` the one they had before.
    """

    merge: ClassVar[str] = "anchor"

    subject = models.ForeignKey("security.Subject", models.PROTECT, related_name="+")
    other = models.ForeignKey("security.Subject", models.PROTECT, related_name="+")
    moved_ids = ArrayField(models.UUIDField())
    former_person_id = models.UUIDField()
    reason = models.TextField()
    linked_by = models.UUIDField(null=True)
    linked_at = models.DateTimeField()
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(subject=F("other")), name="link_joins_two_records"),
            models.UniqueConstraint(
                fields=["subject", "other"],
                condition=Q(ended_at__isnull=True),
                name="one_link_of_two_records",
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.id}"


@tracked()
class Merge(BaseModel):
    """One record merged into another: proposed by one person, done by a second, taken back by a third act.

    `taken_from_merged` are the elements of identity in which the merged record's value holds. `entries_until` is the
    database's own clock when the rows had moved: what was written later is asked about when the merge is undone.
    """

    merge: ClassVar[str] = "anchor"

    subject = models.ForeignKey("security.Subject", models.PROTECT, related_name="+")
    merged = models.ForeignKey("security.Subject", models.PROTECT, related_name="+")
    taken_from_merged = ArrayField(models.TextField(), default=list)
    reason = models.TextField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    entries_until = models.DateTimeField(null=True)
    link = models.ForeignKey(RecordLink, models.PROTECT, null=True, related_name="+")
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(subject=F("merged")), name="merge_is_of_two_records"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="merge_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=(
                    Q(approved_by__isnull=True, approved_at__isnull=True, entries_until__isnull=True)
                    | Q(approved_by__isnull=False, approved_at__isnull=False, withdrawn_at__isnull=True)
                ),
                name="merge_is_approved_whole",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(approved_at__isnull=False),
                name="merge_is_undone_after_it_was_done",
            ),
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(withdrawn_at__isnull=True, undone_at__isnull=True),
                name="a_record_is_merged_once",
            ),
        ]

    def __str__(self) -> str:
        return f"merge {self.id}"


class MergedRow(BaseModel):
    """The journal: one row that a merge moved (`column` names the key), or changed (`before` is all it held)."""

    merge: ClassVar[str] = "anchor"

    of = models.ForeignKey(Merge, models.PROTECT, related_name="+")
    table = models.TextField()
    row_id = models.TextField()
    column = models.TextField(blank=True)
    subject = models.ForeignKey("security.Subject", models.PROTECT, related_name="+")
    before = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["of", "table"], name="merged_rows_by_table")]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
