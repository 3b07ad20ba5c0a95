"""Shared computers: the enrolled workstations, the PIN or badge of a person, and who is in the middle of a shift."""

from django.db import models

from florence.foundation.history import tracked
from florence.foundation.models import BaseModel


@tracked(exclude=["secret_hash"])
class Workstation(BaseModel):
    """A browser that an administrator has enrolled as a shared computer of a place; its secret is in its cookie."""

    name = models.TextField()
    place = models.SlugField()
    secret_hash = models.TextField(unique=True)
    enrolled_by = models.ForeignKey("security.Account", models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class SwitchPin(BaseModel):
    """What a person types to come back to a workstation on which they have signed in fully: a PIN, and a badge."""

    account = models.OneToOneField("security.Account", models.PROTECT, related_name="+")
    pin = models.TextField()
    badge_hash = models.BigIntegerField(null=True, unique=True)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"PIN of {self.account_id}"


class ShiftPresence(BaseModel):
    """A person who has signed in fully at a workstation, has left its screen, and may come back by the PIN.

    `since` is the full sign-in, from which the longest time counts; `proof` ends with a change of the password.
    """

    workstation = models.ForeignKey(Workstation, models.PROTECT, related_name="+")
    account = models.ForeignKey("security.Account", models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    proof = models.TextField()
    key = models.ForeignKey("foundation.DataKey", models.PROTECT, related_name="+")
    address = models.BinaryField()
    wrong = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workstation", "account"],
                condition=models.Q(ended_at__isnull=True),
                name="one_presence_per_person_and_workstation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} at {self.workstation_id}"
