"""Patients, their numbers, and the unlogged copy of names by which they are found."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from florence.fhir.rows import ResourceRow, TokenRow
from florence.foundation.history import tracked
from florence.foundation.models import BaseModel


@tracked()
class Patient(ResourceRow):
    """A person cared for; the row's id is its subject's id, and all that identifies is in the sealed body."""

    merge: ClassVar[str] = "anchor"

    subject = models.OneToOneField("security.Subject", models.PROTECT, related_name="+")
    is_estimated_birth = models.BooleanField(default=False)
    is_unidentified = models.BooleanField(default=False)

    class Meta(ResourceRow.Meta):
        constraints = [
            *ResourceRow.Meta.constraints,
            models.CheckConstraint(condition=Q(id=F("subject_id")), name="patient_is_its_own_subject"),
        ]


class PatientToken(TokenRow):
    """Search tokens of patients; names and birth dates have none, they are found by the search copy."""

    merge: ClassVar[str] = "anchor"

    resource = models.ForeignKey(Patient, models.CASCADE, related_name="tokens")
    subject = models.ForeignKey("security.Subject", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["hash", "resource"], name="patient_token_by_hash")]


@tracked()
class PatientIdentifier(BaseModel):
    """A number by which somebody knows the patient; the value is sealed, its keyed hash makes it findable."""

    merge: ClassVar[str] = "move"

    subject = models.ForeignKey("security.Subject", models.PROTECT, related_name="+")
    system = models.TextField()
    kind = models.TextField()
    key = models.ForeignKey("foundation.DataKey", models.PROTECT, related_name="+")
    value = models.BinaryField()
    value_hash = models.BigIntegerField()
    is_preferred = models.BooleanField(default=False)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["value_hash"], condition=Q(kind="MR"), name="one_patient_per_hospital_number"
            ),
        ]
        indexes = [
            models.Index(fields=["value_hash"], name="identifier_by_value"),
            models.Index(fields=["subject"], name="identifier_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_id}"


class SearchName(models.Model):
    """The plain copy of what people are searched by: unlogged, unsampled, in no backup, rebuilt after a crash."""

    merge: ClassVar[str] = "history"

    id = models.BigAutoField(primary_key=True)
    subject_id = models.UUIDField()
    names = models.TextField()
    sort_key = models.TextField()
    birth_date = models.DateField(null=True)
    numbers = ArrayField(models.TextField(), default=list)
    phones = ArrayField(models.TextField(), default=list)
    recent_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "patients_searchname"

    def __str__(self) -> str:
        return f"search copy of {self.subject_id}"
