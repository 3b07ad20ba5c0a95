"""The keepers of the record's two tables."""

from django.apps import apps

from florence.records.models import Encounter, EncounterToken, Resource, ResourceToken
from florence.security.resource_store import ResourceStore

FACTS = ResourceStore(Resource, ResourceToken, apps.get_model("records", "ResourceHistory"))
ENCOUNTERS = ResourceStore(Encounter, EncounterToken, apps.get_model("records", "EncounterHistory"))
