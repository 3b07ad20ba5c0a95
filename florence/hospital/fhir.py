"""Organizations and Locations as other programs know them."""

from typing import Any, ClassVar

from florence.hospital.models import Location, Organization
from florence.hospital.store import LOCATIONS, ORGANIZATIONS
from florence.security.keeping import Keeper, local_id

Resource = dict[str, Any]


class OrganizationKeeper(Keeper[Organization]):
    """Keeps Organizations; those that others send are known by name and have no unit here."""

    def more(self, resource: Resource) -> dict[str, Any]:
        parent = local_id(resource.get("partOf", {}).get("reference", ""), "Organization")
        return {"name": resource.get("name") or _first_alias(resource), "parent_id": parent}


class LocationKeeper(Keeper[Location]):
    """Keeps Locations, whose kind follows from their physical type."""

    # http://terminology.hl7.org/CodeSystem/location-physical-type, FHIR R4
    KINDS: ClassVar[dict[str, str]] = {
        "bu": Location.Kind.BUILDING,
        "wi": Location.Kind.WING,
        "wa": Location.Kind.WARD,
        "ro": Location.Kind.ROOM,
        "bd": Location.Kind.BED,
    }

    def more(self, resource: Resource) -> dict[str, Any]:
        codes = [coding.get("code") for coding in resource.get("physicalType", {}).get("coding", ())]
        kind = next((self.KINDS[code] for code in codes if code in self.KINDS), Location.Kind.OTHER)
        organization = resource.get("managingOrganization", {}).get("reference", "")
        return {
            "name": resource.get("name") or _first_alias(resource),
            "kind": kind,
            "parent_id": local_id(resource.get("partOf", {}).get("reference", ""), "Location"),
            "organization_id": local_id(organization, "Organization"),
        }


def _first_alias(resource: Resource) -> str:
    return next(iter(resource.get("alias", ())), "")


KEEPERS = (OrganizationKeeper(["Organization"], ORGANIZATIONS), LocationKeeper(["Location"], LOCATIONS))
