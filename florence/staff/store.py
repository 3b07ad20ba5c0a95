"""The keepers of practitioners and their roles."""

from django.apps import apps

from florence.security.resource_store import ResourceStore
from florence.staff.models import (
    Practitioner,
    PractitionerRole,
    PractitionerRoleToken,
    PractitionerToken,
)

PRACTITIONERS = ResourceStore(Practitioner, PractitionerToken, apps.get_model("staff", "PractitionerHistory"))
PRACTITIONER_ROLES = ResourceStore(
    PractitionerRole, PractitionerRoleToken, apps.get_model("staff", "PractitionerRoleHistory")
)
