"""The keepers of the tables of patients and of the people around them."""

from django.apps import apps

from florence.patients.models import Patient, PatientToken, RelatedPerson, RelatedPersonToken
from florence.security.resource_store import ResourceStore

STORE = ResourceStore(Patient, PatientToken, apps.get_model("patients", "PatientHistory"))
AROUND = ResourceStore(RelatedPerson, RelatedPersonToken, apps.get_model("patients", "RelatedPersonHistory"))
