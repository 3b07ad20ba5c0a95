"""The people around a patient: next of kin, emergency contacts, whoever is to be asked or told."""

from typing import ClassVar

from django.db import models

from florence.fhir.rows import ResourceRow, TokenRow
from florence.foundation.history import tracked


@tracked()
class RelatedPerson(ResourceRow):
    """What somebody is to a patient, `subject`; name, phone and relationship are in the sealed body."""

    merge: ClassVar[str] = "move"

    subject = models.ForeignKey("security.Subject", models.PROTECT, null=True, related_name="+")


class RelatedPersonToken(TokenRow):
    """Search tokens of the people around patients."""

    merge: ClassVar[str] = "move"

    resource = models.ForeignKey(RelatedPerson, models.CASCADE, related_name="tokens")
    subject = models.ForeignKey("security.Subject", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["hash", "resource"], name="related_token_by_hash")]
