"""Organisations, sites and departments, the tree of places, and the settings of the house."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from florence.fhir.rows import ResourceRow, TokenRow
from florence.foundation.history import tracked
from florence.foundation.models import BaseModel


@tracked()
class Organization(ResourceRow):
    """A legal body, a site or a department of it; ours have a unit, others are only known by name."""

    unit = models.OneToOneField("security.Unit", models.PROTECT, null=True, related_name="+")
    name = models.TextField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    zone = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True)

    class Meta(ResourceRow.Meta):
        indexes = [models.Index(fields=["name"], name="organization_by_name")]

    def __str__(self) -> str:
        return self.name


class OrganizationToken(TokenRow):
    """Search tokens of organisations."""

    resource = models.ForeignKey(Organization, models.CASCADE, related_name="tokens")

    class Meta:
        indexes = [models.Index(fields=["hash", "resource"], name="organization_token_by_hash")]


@tracked()
class Location(ResourceRow):
    """A place: a building, a wing, a ward, a room or a bed; a bed has nothing inside it."""

    class Kind(models.TextChoices):
        BUILDING = "building", _("Building")
        WING = "wing", _("Wing")
        WARD = "ward", _("Ward")
        ROOM = "room", _("Room")
        BED = "bed", _("Bed")
        OTHER = "other", _("Other place")

    kind = models.TextField(choices=Kind.choices, default=Kind.OTHER)
    name = models.TextField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("security.Unit", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta(ResourceRow.Meta):
        indexes = [models.Index(fields=["parent"], name="location_by_parent")]

    def __str__(self) -> str:
        return self.name


class LocationToken(TokenRow):
    """Search tokens of places."""

    resource = models.ForeignKey(Location, models.CASCADE, related_name="tokens")

    class Meta:
        indexes = [models.Index(fields=["hash", "resource"], name="location_token_by_hash")]


@tracked()
class Setting(BaseModel):
    """One setting of the house, edited on a screen."""

    name = models.SlugField(unique=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.name
