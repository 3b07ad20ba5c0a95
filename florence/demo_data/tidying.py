"""Makes a Synthea resource fit to be shown: no generator marks, sensible decimals, nothing half filled in."""

import re
from typing import Any

Resource = dict[str, Any]

DROPPED_KEYS = ("id", "text", "meta")
DROPPED_EXTENSIONS = (
    "http://synthetichealth.github.io/",
    "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race",
    "http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity",
    "http://hl7.org/fhir/StructureDefinition/geolocation",
)
# The "medical record number" of the generator is a UUID; Florence gives each patient a number of its own.
DROPPED_IDENTIFIERS = ("http://hospital.smarthealthit.org",)
UNITS = {
    "IU/L": "U/L",
    "K/uL": "10*3/uL",
    "M/uL": "10*6/uL",
    "ng/dl": "ng/dL",
    "pH": "[pH]",
    "(score)": "{score}",
}
# The definition of LOINC 33914-3 is a rate per area; the generator sometimes leaves the area out.
GLOMERULAR_FILTRATION = "33914-3"
RATE_PER_AREA = "mL/min/{1.73_m2}"
WHOLE_UNITS = ("mm[Hg]", "/min")
MARITAL_STATUS = {"M": "Married", "S": "Never married", "D": "Divorced", "W": "Widowed"}
_KIND_IN_BRACKETS = re.compile(
    r" \((?:procedure|finding|disorder|situation|regime/therapy|observable entity|morphologic abnormality)\)$"
)
_DIGITS_AT_END = re.compile(r"\d+$")
_FORMS = {"Oral Tablet": "tablet", "Oral Capsule": "capsule"}


def tidy(resource: Resource) -> Resource | None:
    """The resource as Florence ships it; None when there is nothing to ship (a number without its unit)."""
    kept = {key: value for key, value in resource.items() if key not in DROPPED_KEYS}
    kind = kept["resourceType"]
    if kind == "Observation" and _lacks_unit(kept):
        return None
    _TIDIERS.get(kind, _leave)(kept)
    _walk(kept)
    return {key: value for key, value in kept.items() if value != []}


def _lacks_unit(observation: Resource) -> bool:
    parts = [observation, *observation.get("component", [])]
    quantities = [part["valueQuantity"] for part in parts if "valueQuantity" in part]
    return any("value" not in quantity or "code" not in quantity for quantity in quantities)


def _leave(resource: Resource) -> None:
    """Most types need only the walk."""


def _tidy_patient(patient: Resource) -> None:
    patient["identifier"] = [i for i in patient["identifier"] if i["system"] not in DROPPED_IDENTIFIERS]
    for name in patient["name"]:
        name["family"] = _DIGITS_AT_END.sub("", name["family"])
        name["given"] = [_DIGITS_AT_END.sub("", given) for given in name["given"]]
    status = patient.get("maritalStatus", {})
    for coding in status.get("coding", []):
        coding["display"] = status["text"] = MARITAL_STATUS.get(coding["code"], coding["display"])


def _tidy_organization(organization: Resource) -> None:
    organization["name"] = organization["name"].rstrip(" -").title().replace("'S", "'s")
    for address in organization.get("address", []):
        address["line"] = [line.title() for line in address["line"]]
        address["city"] = address["city"].title()


def _tidy_practitioner(practitioner: Resource) -> None:
    for address in practitioner.get("address", []):
        address["line"] = [line.title() for line in address["line"]]
        address["city"] = address["city"].title()


def _tidy_observation(observation: Resource) -> None:
    for part in [observation, *observation.get("component", [])]:
        quantity = part.get("valueQuantity")
        if quantity is not None:
            _tidy_quantity(quantity, part["code"]["coding"][0]["code"])


def _tidy_quantity(quantity: dict[str, Any], code: str) -> None:
    unit = UNITS.get(quantity["code"], quantity["code"])
    if code == GLOMERULAR_FILTRATION and unit == "mL/min":
        unit = RATE_PER_AREA
    quantity["unit"] = quantity["code"] = unit
    quantity["value"] = _round(quantity["value"], unit)


def _round(value: float, unit: str) -> float:
    if unit in WHOLE_UNITS:
        return round(value)
    if value == int(value):
        return int(value)
    return round(value, 2 if abs(value) < 10 else 1)


def _tidy_prescription(prescription: Resource) -> None:
    name = prescription.get("medicationCodeableConcept", {}).get("text", "")
    form = next((word for ending, word in _FORMS.items() if name.endswith(ending)), None)
    kept = [dosage for dosage in prescription.get("dosageInstruction", []) if "timing" in dosage]
    for quantity in (dose.get("doseQuantity") for dosage in kept for dose in dosage.get("doseAndRate", [])):
        if quantity is not None and form:
            quantity["unit"] = form
    prescription["dosageInstruction"] = kept


_TIDIERS = {
    "Patient": _tidy_patient,
    "Organization": _tidy_organization,
    "Practitioner": _tidy_practitioner,
    "Observation": _tidy_observation,
    "MedicationRequest": _tidy_prescription,
}


def _walk(node: Any) -> None:
    if isinstance(node, dict):
        _tidy_node(node)
        for value in node.values():
            _walk(value)
    elif isinstance(node, list):
        for value in node:
            _walk(value)


def _tidy_node(node: dict[str, Any]) -> None:
    if "extension" in node:
        node["extension"] = [e for e in node["extension"] if not e["url"].startswith(DROPPED_EXTENSIONS)]
        if not node["extension"]:
            del node["extension"]
    for key in ("text", "display"):
        if isinstance(node.get(key), str):
            node[key] = _KIND_IN_BRACKETS.sub("", node[key].replace("\u200b", ""))
