"""Drafts: what a person has typed and not yet saved; never part of the record."""

from django.db import models

from florence.foundation.models import BaseModel


class Draft(BaseModel):
    """The typed content of one form of one person about one subject."""

    merge = "combine"

    account = models.ForeignKey("security.Account", models.PROTECT, related_name="+")
    subject = models.ForeignKey("security.Subject", models.PROTECT, null=True, related_name="+")
    form = models.TextField()
    address = models.TextField(blank=True)
    key = models.ForeignKey("foundation.DataKey", models.PROTECT, related_name="+")
    content = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "subject", "form"],
                name="one_draft_per_person_subject_and_form",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.form} of {self.account_id}"
