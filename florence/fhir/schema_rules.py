"""Invariants of R4 that a JSON Schema can state; each title is the key of the rule in the standard.

https://hl7.org/fhir/R4/ and the type's name, section "Constraints".
"""

from typing import Any

Schema = dict[str, Any]

_CLINICAL = "http://terminology.hl7.org/CodeSystem/"


def _holds(element: str, system: str, *codes: str) -> Schema:
    coding: Schema = {"properties": {"system": {"const": _CLINICAL + system}, "code": {"enum": list(codes)}}}
    coding["required"] = ["system", "code"]
    return {"properties": {element: {"properties": {"coding": {"contains": coding}}}}, "required": [element]}


def _any_of(*names: str) -> Schema:
    return {"anyOf": [{"required": [name]} for name in names]}


_VALUES = tuple(
    f"value{end}"
    for end in [
        "Quantity",
        "CodeableConcept",
        "String",
        "Boolean",
        "Integer",
        "Range",
        "Ratio",
        "SampledData",
        "Time",
        "DateTime",
        "Period",
    ]
)
_VERIFICATION_ERROR = ("verificationStatus", "condition-ver-status", "entered-in-error")
_ALLERGY_ERROR = ("verificationStatus", "allergyintolerance-verification", "entered-in-error")
_ABATED = _any_of("abatementDateTime", "abatementAge", "abatementPeriod", "abatementRange", "abatementString")

RULES: dict[str, list[Schema]] = {
    "Observation": [
        {"title": "obs-6", "not": {"allOf": [{"required": ["dataAbsentReason"]}, _any_of(*_VALUES)]}},
    ],
    "Observation.referenceRange": [{"title": "obs-3", **_any_of("low", "high", "text")}],
    "AllergyIntolerance": [
        {"title": "ait-1", "anyOf": [{"required": ["clinicalStatus"]}, _holds(*_ALLERGY_ERROR)]},
        {"title": "ait-2", "not": {"allOf": [{"required": ["clinicalStatus"]}, _holds(*_ALLERGY_ERROR)]}},
    ],
    "Condition": [
        {
            "title": "con-4",
            "anyOf": [
                {"not": _ABATED},
                _holds("clinicalStatus", "condition-clinical", "inactive", "resolved", "remission"),
            ],
        },
        {
            "title": "con-5",
            "not": {"allOf": [{"required": ["clinicalStatus"]}, _holds(*_VERIFICATION_ERROR)]},
        },
    ],
    "Quantity": [{"title": "qty-3", "anyOf": [{"not": {"required": ["code"]}}, {"required": ["system"]}]}],
    "Extension": [
        {
            "title": "ext-1",
            "if": {"required": ["extension"]},
            "then": {"propertyNames": {"enum": ["id", "url", "extension"]}},
            # Neither: apart from url and perhaps id there must be a third thing, which can only be the value.
            "else": {"anyOf": [{"minProperties": 3}, {"minProperties": 2, "not": {"required": ["id"]}}]},
        }
    ],
    "Attachment": [
        {"title": "att-1", "anyOf": [{"not": {"required": ["data"]}}, {"required": ["contentType"]}]},
    ],
    "Patient.contact": [{"title": "pat-1", **_any_of("name", "telecom", "address", "organization")}],
    "Organization": [{"title": "org-1", **_any_of("identifier", "name")}],
}

# What each rule asks of the sender, in plain words.
SENTENCES = {
    "obs-3": "must have at least a low limit, a high limit or a text",
    "obs-6": "must not have both a value and a reason why the value is missing",
    "obs-7": "must not have a value when a component has the same code",
    "ait-1": "must have a clinicalStatus unless it was entered in error",
    "ait-2": "must not have a clinicalStatus when it was entered in error",
    "con-4": "has an end, so its clinicalStatus must be inactive, resolved or remission",
    "con-5": "must not have a clinicalStatus when it was entered in error",
    "qty-3": "has a code for the unit, so it must also name the system of that code",
    "ext-1": "must have either a value or extensions, not both and not neither",
    "att-1": "has data, so it must also name their contentType",
    "pat-1": "must have at least a name, telecom, address or organization",
    "org-1": "must have at least an identifier or a name",
    "per-1": "must not end before it starts",
    "rng-2": "must not have a low limit above its high limit",
    "ele-1": "must have a value or content, not an id alone",
    "ref-1": "refers to a contained resource that is not there",
    "dom-2": "is contained in another resource, so it must not contain resources itself",
    "dom-3": "is contained but nothing refers to it",
    "dom-4": "is contained, so it must not have meta.versionId or meta.lastUpdated",
    "dom-5": "is contained, so it must not have a security label",
    "txt-1": "may only hold basic formatting: no scripts, frames, forms or event attributes",
}
