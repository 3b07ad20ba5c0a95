"""Practitioners and the roles in which they practise somewhere."""

from django.db import models

from florence.fhir.rows import ResourceRow, TokenRow
from florence.foundation.history import tracked


@tracked()
class Practitioner(ResourceRow):
    """A professional; one of ours may have an account."""

    account = models.OneToOneField("security.Account", models.PROTECT, null=True, related_name="+")
    name = models.TextField()
    profession = models.TextField(blank=True, default="")
    left_at = models.DateTimeField(null=True)

    class Meta(ResourceRow.Meta):
        indexes = [models.Index(fields=["name"], name="practitioner_by_name")]

    def __str__(self) -> str:
        return self.name


class PractitionerToken(TokenRow):
    """Search tokens of practitioners."""

    resource = models.ForeignKey(Practitioner, models.CASCADE, related_name="tokens")

    class Meta:
        indexes = [models.Index(fields=["hash", "resource"], name="practitioner_token_by_hash")]


@tracked()
class PractitionerRole(ResourceRow):
    """What a practitioner does, with which specialty, and in which department."""

    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("security.Unit", models.PROTECT, null=True, related_name="+")
    specialty = models.TextField(blank=True, default="")

    class Meta(ResourceRow.Meta):
        indexes = [models.Index(fields=["practitioner"], name="practitioner_role_by_person")]


class PractitionerRoleToken(TokenRow):
    """Search tokens of practitioner roles."""

    resource = models.ForeignKey(PractitionerRole, models.CASCADE, related_name="tokens")

    class Meta:
        indexes = [models.Index(fields=["hash", "resource"], name="role_token_by_hash")]
