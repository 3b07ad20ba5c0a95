"""Identifiers of patients: Florence's own systems, and the kinds that a desk may enter."""

from typing import Any

HOSPITAL_NUMBERS = "https://florence.example/hospital-number"
IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"
HOSPITAL_NUMBER = "MR"

Resource = dict[str, Any]


def hospital_number_of(resource: Resource) -> str:
    """The bare hospital number of a patient, or "" when there is none."""
    return next(
        (i.get("value", "") for i in resource.get("identifier", ()) if i.get("system") == HOSPITAL_NUMBERS),
        "",
    )


def kind_of(identifier: dict[str, Any]) -> str:
    """The kind of an identifier (a code of HL7 v2 table 0203), "MR" for this hospital's own number only."""
    if identifier.get("system") == HOSPITAL_NUMBERS:
        return HOSPITAL_NUMBER
    codings = identifier.get("type", {}).get("coding", ())
    kind = str(codings[0].get("code", "")) if codings else ""
    return f"other-{kind}" if kind == HOSPITAL_NUMBER else kind
