"""Patients and their numbers; the copy of names by which they are found has no model, see `search_copy`."""

from typing import ClassVar

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
    """A number by which somebody knows the patient; the value is sealed, its keyed hashes make it findable.

    `value_hash` is of system and value, `bare_hash` of the value's letters and digits alone, whatever its system.
    A row that was removed is voided and stays, so that its number is never given again.
    """

    merge: ClassVar[str] = "move"

    subject = models.ForeignKey("security.Subject", models.PROTECT, related_name="+")
    system = models.TextField()
    kind = models.TextField()
    key = models.ForeignKey("foundation.DataKey", models.PROTECT, related_name="+")
    value = models.BinaryField()
    value_hash = models.BigIntegerField()
    bare_hash = models.BigIntegerField()
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
            models.Index(fields=["bare_hash"], name="identifier_by_bare_value"),
            models.Index(fields=["subject"], name="identifier_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_id}"
