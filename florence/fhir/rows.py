"""The shape of every table that holds FHIR resources, and of the table of tokens beside it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from florence.foundation.models import BaseModel


class Shelf(models.TextChoices):
    """The part of a record that a row stands on: what may be seen of it without a relation."""

    IDENTITY = "identity"
    EMERGENCY = "emergency"
    RECORD = "record"


class ResourceRow(BaseModel):
    """One FHIR R4 resource: its sealed body, and the few columns by which it is found and drawn.

    A concrete table adds `subject` (a key to security.Subject, empty for resources about no patient). Rows of a
    sensitive category keep code, number and category in the body only.
    """

    type = models.TextField()
    version = models.PositiveIntegerField(default=1)
    body = models.BinaryField()
    key = models.ForeignKey("foundation.DataKey", models.PROTECT, related_name="+")
    shelf = models.TextField(choices=Shelf.choices, default=Shelf.RECORD)
    level = models.PositiveSmallIntegerField(default=0)
    categories = ArrayField(models.TextField(), default=list, blank=True)
    status = models.TextField(blank=True, default="")
    category = models.TextField(blank=True, default="")
    code = models.TextField(blank=True, default="")
    starts = models.DateTimeField(null=True)
    ends = models.DateTimeField(null=True)
    number = models.DecimalField(max_digits=24, decimal_places=8, null=True)
    number_unit = models.TextField(blank=True, default="")
    source = models.TextField(blank=True, default="")
    source_key = models.TextField(null=True)
    recorded_at = models.DateTimeField()
    deleted = models.BooleanField(default=False)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], name="%(app_label)s_%(class)s_once_a_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type}/{self.id}"


class TokenRow(models.Model):
    """One value by which a resource can be searched: a keyed hash, a range of time, or a number.

    A concrete table adds `resource` (a key to its resource table) and `subject`.
    """

    id = models.BigAutoField(primary_key=True)
    type = models.TextField()
    parameter = models.TextField()
    hash = models.BigIntegerField(null=True)
    starts = models.DateTimeField(null=True)
    ends = models.DateTimeField(null=True)
    number = models.DecimalField(max_digits=24, decimal_places=8, null=True)
    shelf = models.TextField(choices=Shelf.choices, default=Shelf.RECORD)
    level = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.type}.{self.parameter}"
