"""The tables of patients, one file per noun; Django asks for them to be named here."""

from florence.patients.models.identity import Patient, PatientIdentifier, PatientToken
from florence.patients.models.merges import Merge, MergedRow, RecordLink

__all__ = [
    "Merge",
    "MergedRow",
    "Patient",
    "PatientIdentifier",
    "PatientToken",
    "RecordLink",
]
