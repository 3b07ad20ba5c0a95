"""The tables of patients, one file per noun; Django asks for them to be named here."""

from florence.patients.models.identity import Patient, PatientIdentifier, PatientToken
from florence.patients.models.merges import Merge, MergedRow, RecordLink
from florence.patients.models.people_around import RelatedPerson, RelatedPersonToken

__all__ = [
    "Merge",
    "MergedRow",
    "Patient",
    "PatientIdentifier",
    "PatientToken",
    "RecordLink",
    "RelatedPerson",
    "RelatedPersonToken",
]
