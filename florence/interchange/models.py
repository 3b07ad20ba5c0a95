"""Programs that may exchange records, answers kept for repeated requests, and the parts of imports that are done."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from florence.foundation.history import tracked
from florence.foundation.models import BaseModel


@tracked()
class RegisteredClient(BaseModel):
    """A program that may exchange records: its client of OAuth, the account it acts as, and how far it may go."""

    application = models.OneToOneField("oauth2_provider.Application", models.PROTECT, related_name="+")
    account = models.OneToOneField("security.Account", models.PROTECT, related_name="+")
    scopes = ArrayField(models.TextField())
    level = models.PositiveSmallIntegerField(default=0)
    categories = ArrayField(models.TextField(), default=list, blank=True)

    def __str__(self) -> str:
        return f"client of {self.account_id}"


class KeptAnswer(BaseModel):
    """The sealed answer to a request that came with an Idempotency-Key, kept for a day to be given again.

    It is closed once with the key of each person it is about, `key` being the outermost, so that the erasure of
    any of them makes it unreadable; an answer about nobody is closed with the key of the house.
    """

    account = models.ForeignKey("security.Account", models.CASCADE, related_name="+")
    request = models.BinaryField()
    digest = models.BinaryField()
    key = models.ForeignKey("foundation.DataKey", models.PROTECT, related_name="+")
    inner_keys = ArrayField(models.UUIDField(), default=list, blank=True)
    answer = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "request"], name="one_answer_per_idempotency_key")
        ]

    def __str__(self) -> str:
        return f"answer for {self.account_id}"


class ImportedPart(BaseModel):
    """A part of an import that is wholly stored, known by what it holds, so that a repetition passes over it."""

    source = models.TextField()
    digest = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "digest"], name="one_import_of_each_part")]

    def __str__(self) -> str:
        return f"part of {self.source}"
