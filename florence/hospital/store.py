"""The keepers of organisations and places."""

from django.apps import apps

from florence.hospital.models import Location, LocationToken, Organization, OrganizationToken
from florence.security.resource_store import ResourceStore

ORGANIZATIONS = ResourceStore(
    Organization, OrganizationToken, apps.get_model("hospital", "OrganizationHistory")
)
LOCATIONS = ResourceStore(Location, LocationToken, apps.get_model("hospital", "LocationHistory"))
