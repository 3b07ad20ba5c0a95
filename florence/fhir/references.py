"""References between resources: found, read and rewritten."""

import re
from collections.abc import Callable
from typing import Any

from florence.fhir.definitions import tables

Resource = dict[str, Any]

LOCAL = re.compile(r"^([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?$")
CONDITIONAL = re.compile(r"^([A-Z][A-Za-z]+)\?(.+)$")

# Elements that name the patient a resource is about, in order of preference, all types together.
SUBJECT_ELEMENTS = ("subject", "patient", "beneficiary", "individual", "for", "securityContext")


def walk(resource: Resource) -> list[Resource]:
    """Return every object at any depth that has a textual "reference", contained resources included, in no order.

    A list, and not one after the other: every resource that comes in is walked through, and this is twice as fast.
    """
    found: list[Resource] = []
    waiting: list[Any] = [resource]
    while waiting:
        node = waiting.pop()
        if type(node) is dict:
            if type(node.get("reference")) is str:
                found.append(node)
            node = node.values()
        for value in node:
            kind = type(value)
            if kind is dict or kind is list:
                waiting.append(value)
    return found


def rewrite(resource: Resource, mapped: Callable[[str], str | None]) -> list[str]:
    """Put mapped(reference) in the place of each reference
    not contained, in place; return those mapped to None.

    A conditional reference is passed as it is written
    (Practitioner?identifier=…); what gives None stays as it is.
    """
    unknown: list[str] = []
    for node in walk(resource):
        reference = node["reference"]
        if reference[:1] == "#":
            continue
        target = mapped(reference)
        if target is None:
            unknown.append(reference)
        elif target != reference:
            node["reference"] = target
    return unknown


def target_of(reference: str) -> str:
    """Return Type/id without the version, or an absolute address; "" for contained ones and for none at all."""
    if not reference or reference[0] == "#":
        return ""
    match = LOCAL.match(reference)
    return f"{match[1]}/{match[2]}" if match else reference


def split(reference: str) -> tuple[str, str] | None:
    """Return (type, id) of a relative reference such as Patient/123, None for any other."""
    match = LOCAL.match(reference)
    if match is None or match[1] not in tables.resource_types():
        return None
    return match[1], match[2]


def conditional(reference: str) -> tuple[str, str] | None:
    """Return (type, query) of a conditional reference such
    as Practitioner?identifier=…|…, None for any other.
    """
    match = CONDITIONAL.match(reference)
    if match is None or match[1] not in tables.resource_types():
        return None
    return match[1], match[2]


def subject_reference(resource: Resource) -> str:
    """Return the reference to the patient a resource is about, as it stands there; "" when it names none.

    A Patient is its own subject (Patient/id). References to groups, devices and places give "".
    """
    if resource["resourceType"] == "Patient":
        return f"Patient/{resource['id']}" if "id" in resource else ""
    for element in SUBJECT_ELEMENTS:
        reference = _patient_in(resource.get(element))
        if reference:
            return reference
    return _first_patient_target(resource)


def _patient_in(value: Any) -> str:
    if type(value) is not dict:
        return ""
    reference = value.get("reference", "")
    if type(reference) is str and (reference.startswith(("Patient/", "urn:")) or "/Patient/" in reference):
        return reference
    return ""


def _first_patient_target(resource: Resource) -> str:
    """Provenance and the like name the patient among their targets."""
    targets = resource.get("target")
    for each in targets if type(targets) is list else ():
        reference = _patient_in(each)
        if reference and not reference.startswith("urn:"):
            return reference
    return ""
