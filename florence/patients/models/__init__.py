"""The tables of patients, one file per noun; Django asks for them to be named here."""

from florence.patients.models.identity import Patient, PatientIdentifier, PatientToken

__all__ = [
    "Patient",
    "PatientIdentifier",
    "PatientToken",
]
