"""Django's entry for the FHIR kit."""

from django.apps import AppConfig


class FhirConfig(AppConfig):
    name = "florence.fhir"
    label = "fhir"
