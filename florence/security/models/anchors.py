"""The anchors that rights hang on: the subject of a record, the units of the house, teams, and relations."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from florence.foundation.history import tracked
from florence.foundation.models import BaseModel


class Unit(BaseModel):
    """A node of the organisation tree as far as rights are concerned."""

    class Kind(models.TextChoices):
        ORGANIZATION = "organization", _("Organisation")
        SITE = "site", _("Site")
        DEPARTMENT = "department", _("Department")
        WARD = "ward", _("Ward")

    kind = models.TextField(choices=Kind.choices)
    name = models.TextField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


@tracked()
class Subject(BaseModel):
    """A patient as far as keys, relations and events are concerned; its id is the patient's id.

    Records of one human being that were linked or merged share `person_id`, which relations compare.
    """

    merge = "anchor"

    person_id = models.UUIDField(db_index=True)
    key = models.ForeignKey("foundation.DataKey", models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)
    categories = ArrayField(models.TextField(), default=list, blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"subject {self.id}"


@tracked()
class Team(BaseModel):
    """People who care for patients together; a relation of the team is one of each member."""

    name = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


@tracked()
class TeamMember(BaseModel):
    """An account's membership of a team, with its dates."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    account = models.ForeignKey("security.Account", models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
                name="team_membership_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.team_id}"


@tracked()
class Relation(BaseModel):
    """Why a party (an account or a team) may reach a person's record, and for how long."""

    merge = "move"

    class Source(models.TextChoices):
        OWN_RECORD = "own-record", _("own record")
        PROXY = "proxy", _("acts for the patient")
        CARE_TEAM = "care-team", _("care team")
        VISIT = "visit", _("visit")
        REGISTRATION = "registration", _("registration")
        TREATING = "treating", _("said “I am treating this patient”")
        ADVICE = "advice", _("asked for advice")
        BREAK_GLASS = "break-glass", _("emergency access")

    party_id = models.UUIDField()
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    person_id = models.UUIDField()
    source = models.TextField(choices=Source.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("starts_at")),
                name="relation_ends_after_it_starts",
            )
        ]
        indexes = [
            models.Index(fields=["party_id", "person_id", "ends_at"], name="relation_by_party"),
            models.Index(fields=["person_id", "ends_at"], name="relation_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.source} of {self.party_id} with {self.subject_id}"
