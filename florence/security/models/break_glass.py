"""Emergency access: who broke the glass to which record, why, until when, and how it was reviewed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from florence.foundation.history import tracked
from florence.foundation.models import BaseModel


@tracked()
class BreakGlass(BaseModel):
    """One opening of a record in an emergency; its relation ends by itself."""

    merge = "move"

    class Reason(models.TextChoices):
        EMERGENCY = "emergency", _("Emergency treatment")
        COVER = "cover", _("Covering for a colleague")
        HANDED_OVER = "handed-over", _("Patient was handed over to me")
        CALL = "call", _("Call from the patient or family")
        SAFETY = "safety", _("Danger to the patient or others")
        OTHER = "other", _("Another reason")

    class Outcome(models.TextChoices):
        JUSTIFIED = "justified", _("Justified")
        EXPLAIN = "explain", _("Explanation asked for")
        IMPROPER = "improper", _("Not justified")

    account = models.ForeignKey("security.Account", models.PROTECT, related_name="+")
    subject = models.ForeignKey("security.Subject", models.PROTECT, related_name="+")
    relation = models.OneToOneField("security.Relation", models.PROTECT, related_name="+")
    reason = models.TextField(choices=Reason.choices)
    key = models.ForeignKey("foundation.DataKey", models.PROTECT, related_name="+")
    explanation = models.BinaryField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    outcome = models.TextField(choices=Outcome.choices, blank=True)
    reviewed_by = models.ForeignKey("security.Account", models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    review_note = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(outcome="", reviewed_by__isnull=True, reviewed_at__isnull=True)
                    | (~models.Q(outcome="") & models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False))
                ),
                name="break_glass_is_reviewed_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(reviewed_by=models.F("account")),
                name="break_glass_is_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"break-glass {self.id}"
