"""The people around a patient as FHIR R4 RelatedPersons, written at the desk."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Resource = dict[str, Any]

# https://terminology.hl7.org/CodeSystem-v3-RoleCode.html, and for what they are called for
# https://terminology.hl7.org/CodeSystem-v2-0131.html; both are bound to RelatedPerson.relationship in R4.
RELATIONSHIPS = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
ROLES = "http://terminology.hl7.org/CodeSystem/v2-0131"
EMERGENCY_CONTACT, NEXT_OF_KIN = "C", "N"

KINSHIPS: dict[str, str | Promise] = {
    "SPS": _("Husband, wife or partner"),
    "MTH": _("Mother"),
    "FTH": _("Father"),
    "CHILD": _("Child"),
    "SIB": _("Brother or sister"),
    "GRPRN": _("Grandparent"),
    "EXT": _("Other family"),
    "FRND": _("Friend"),
    "NBOR": _("Neighbour"),
}
CALLED_FOR: dict[str, str | Promise] = {
    EMERGENCY_CONTACT: _("Emergency contact"),
    NEXT_OF_KIN: _("Next of kin"),
}


@dataclass(frozen=True)
class PersonAround:
    """Somebody around a patient: name, a code of KINSHIPS, codes of CALLED_FOR, and a phone if there is one."""

    name: str
    kinship: str
    called_for: tuple[str, ...]
    phone: str = ""


def as_related_person(subject_id: UUID, person: PersonAround) -> Resource:
    """The RelatedPerson of what was entered."""
    codes = [(RELATIONSHIPS, person.kinship), *((ROLES, code) for code in person.called_for)]
    made: Resource = {
        "resourceType": "RelatedPerson",
        "active": True,
        "patient": {"reference": f"Patient/{subject_id}"},
        "relationship": [{"coding": [{"system": system, "code": code}]} for system, code in codes],
        "name": [{"text": person.name}],
    }
    return made | ({"telecom": [{"system": "phone", "value": person.phone}]} if person.phone else {})


def relationship_words(resource: Resource) -> list[str]:
    """What the person is to the patient, in words; what others wrote is shown as they wrote it."""
    words = []
    for concept in resource.get("relationship", ()):
        coding: Resource = next(iter(concept.get("coding", ())), {})
        known = {RELATIONSHIPS: KINSHIPS, ROLES: CALLED_FOR}.get(coding.get("system", ""), {})
        said = known.get(coding.get("code", "")) or concept.get("text") or coding.get("display", "")
        words.append(str(said))
    return [each for each in words if each]
