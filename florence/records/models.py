"""The record's two tables: encounters, and every other clinical fact; and the tokens by which each is found.

Keys have no index of their own where another index begins with them, or where nobody looks anything up by them:
every index is paid for by each of the millions of rows.
"""

from typing import ClassVar

from django.db import models

from florence.fhir.rows import ResourceRow, TokenRow
from florence.foundation.history import tracked


@tracked()
class Encounter(ResourceRow):
    """One contact or stay; `code` holds its class."""

    merge: ClassVar[str] = "move"

    key = models.ForeignKey("foundation.DataKey", models.PROTECT, related_name="+", db_index=False)
    subject = models.ForeignKey(
        "security.Subject", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta(ResourceRow.Meta):
        indexes = [models.Index(fields=["subject", "-starts"], name="encounter_by_subject")]


class EncounterToken(TokenRow):
    """Search tokens of encounters."""

    merge: ClassVar[str] = "move"

    resource = models.ForeignKey(Encounter, models.CASCADE, related_name="tokens", db_index=False)
    subject = models.ForeignKey(
        "security.Subject", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["hash", "resource"], name="encounter_token_by_hash"),
            models.Index(fields=["resource"], name="encounter_token_by_resource"),
        ]


@tracked()
class Resource(ResourceRow):
    """One clinical fact: an Observation, a Condition, an AllergyIntolerance, a MedicationRequest and so on."""

    merge: ClassVar[str] = "move"

    key = models.ForeignKey("foundation.DataKey", models.PROTECT, related_name="+", db_index=False)
    subject = models.ForeignKey(
        "security.Subject", models.PROTECT, null=True, related_name="+", db_index=False
    )
    encounter = models.ForeignKey(Encounter, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta(ResourceRow.Meta):
        indexes = [
            models.Index(fields=["subject", "type", "code", "-starts"], name="resource_by_code"),
            models.Index(fields=["subject", "type", "-starts"], name="resource_by_time"),
            models.Index(fields=["type", "-starts"], name="resource_by_type"),
            models.Index(fields=["encounter"], name="resource_by_encounter"),
        ]


class ResourceToken(TokenRow):
    """Search tokens of clinical facts."""

    merge: ClassVar[str] = "move"

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="tokens", db_index=False)
    subject = models.ForeignKey(
        "security.Subject", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["hash", "resource"], name="token_by_hash"),
            models.Index(fields=["resource"], name="token_by_resource"),
            models.Index(
                fields=["type", "parameter", "starts"],
                name="token_by_time",
                condition=models.Q(starts__isnull=False),
            ),
            models.Index(
                fields=["type", "parameter", "number"],
                name="token_by_number",
                condition=models.Q(number__isnull=False),
            ),
        ]
