"""The log of every look at a record and every act upon one, and patients' questions about it.

The two event tables are partitioned by the month of their id and can only grow: see migration 0002.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from florence.foundation.models import BaseModel


class AccessEvent(BaseModel):
    """One request that read, changed, printed, exported or was refused."""

    class Outcome(models.TextChoices):
        DONE = "done"
        REFUSED = "refused"

    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_kind = models.TextField()
    roles = ArrayField(models.TextField(), default=list)
    act = models.TextField()
    outcome = models.TextField(choices=Outcome.choices, default=Outcome.DONE)
    route = models.TextField(blank=True)
    place = models.TextField(blank=True)
    request_id = models.TextField(blank=True)
    count = models.PositiveIntegerField(null=True)
    query_hash = models.BigIntegerField(null=True)
    fingerprint = models.BigIntegerField()
    scope_id = models.UUIDField(null=True)
    touches_records = models.BooleanField(default=True)

    class Meta:
        managed = False
        db_table = "security_accessevent"

    def __str__(self) -> str:
        return f"{self.act} at {self.at:%Y-%m-%d %H:%M}"


class AccessEventSubject(BaseModel):
    """A subject whose record the event touched, and the relation by which the actor reached it."""

    merge = "history"

    event_id = models.UUIDField()
    subject = models.ForeignKey("security.Subject", models.DO_NOTHING, related_name="+")
    relation = models.TextField(blank=True)

    class Meta:
        managed = False
        db_table = "security_accesseventsubject"

    def __str__(self) -> str:
        return f"{self.subject_id} in {self.event_id}"


class AccessQuestion(BaseModel):
    """A patient's question about who opened the record, and the privacy officer's answer."""

    merge = "move"

    subject = models.ForeignKey("security.Subject", models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("security.Account", models.PROTECT, related_name="+")
    event_id = models.UUIDField(null=True)
    about_day = models.DateField()
    key = models.ForeignKey("foundation.DataKey", models.PROTECT, related_name="+")
    question = models.BinaryField()
    asked_at = models.DateTimeField()
    answer = models.BinaryField(null=True)
    answered_by = models.ForeignKey("security.Account", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(answer__isnull=True, answered_by__isnull=True, answered_at__isnull=True)
                    | models.Q(answer__isnull=False, answered_by__isnull=False, answered_at__isnull=False)
                ),
                name="access_question_is_answered_whole",
            )
        ]

    def __str__(self) -> str:
        return f"question {self.id}"
