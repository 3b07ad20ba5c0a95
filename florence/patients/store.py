"""The keeper of the table of patients."""

from django.apps import apps

from florence.patients.models import Patient, PatientToken
from florence.security.resource_store import ResourceStore

STORE = ResourceStore(Patient, PatientToken, apps.get_model("patients", "PatientHistory"))
