"""Plain tables."""

from django.conf import settings
from django.db import models


class Patient(models.Model):
    """A patient in plain columns."""

    id = models.UUIDField(primary_key=True)
    number = models.TextField()
    given = models.TextField()
    family = models.TextField()
    name = models.TextField()
    gender = models.TextField()
    born = models.DateField()


class Entry(models.Model):
    """A line of a patient's record in plain columns."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="entries")
    kind = models.TextField()
    words = models.TextField()
    value = models.DecimalField(max_digits=12, decimal_places=2)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["patient", "-at"])]


class Audit(models.Model):
    """Who opened what."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    act = models.TextField()
    patient = models.ForeignKey(Patient, models.CASCADE, null=True)
    at = models.DateTimeField(auto_now_add=True)
