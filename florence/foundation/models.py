"""The base of every table, and the table of data keys."""

import uuid

from django.db import models

from florence.foundation.identifiers import new_id


class BaseModel(models.Model):
    """A row named by a UUID version 7 that the application makes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class DataKey(BaseModel):
    """One owner's data key, wrapped by a master key of the named epoch; without `wrapped` it is destroyed."""

    class Purpose(models.TextChoices):
        SUBJECT = "subject"
        ACCOUNT = "account"
        HOUSE = "house"

    owner_id = models.UUIDField()
    purpose = models.TextField(choices=Purpose.choices)
    version = models.PositiveIntegerField(default=1)
    epoch = models.TextField()
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner_id", "version"], name="one_data_key_per_owner_and_version"
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(wrapped__isnull=False, destroyed_at__isnull=True)
                    | models.Q(wrapped__isnull=True, destroyed_at__isnull=False)
                ),
                name="data_key_is_wrapped_or_destroyed",
            ),
        ]
        indexes = [models.Index(fields=["epoch"], name="data_key_by_epoch")]

    def __str__(self) -> str:
        return f"{self.purpose} key {self.id}"


HOUSE_OWNER = uuid.UUID(int=0)
"""The owner of the key that closes what belongs to the house rather than to a person."""
