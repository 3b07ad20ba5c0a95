"""What a row shows in columns of its own: the main state, code, time and value of a resource."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from florence.fhir import dates, references
from florence.fhir.numbers import column_number
from florence.fhir.token_readers import read_timing
from florence.fhir.values import Token

Resource = dict[str, Any]


class Columns(NamedTuple):
    """The typed columns of a resource; "" and None where it says nothing, which never means zero.

    code and category are "system|code" of the first coding. [starts, ends)
    is in UTC; ends None = still going on or not known. unit is the code of
    the unit, else its text. encounter and subject are references as written.
    """

    status: str
    code: str
    category: str
    starts: datetime | None
    ends: datetime | None
    number: Decimal | None
    unit: str
    encounter: str
    subject: str


ONSET_TO_ABATEMENT = "onset to abatement"

# Where the main time of a type stands, the best first; each name is a date, moment, Period or Timing.
TIMES: dict[str, tuple[str, ...]] = {
    "AllergyIntolerance": ("onsetDateTime", "onsetPeriod", "recordedDate"),
    "CarePlan": ("period", "created"),
    "CareTeam": ("period",),
    "Claim": ("billablePeriod", "created"),
    "Composition": ("date",),
    "Condition": (ONSET_TO_ABATEMENT, "recordedDate"),
    "Consent": ("provision.period", "dateTime"),
    "Coverage": ("period",),
    "Device": ("manufactureDate",),
    "DiagnosticReport": ("effectiveDateTime", "effectivePeriod", "issued"),
    "DocumentReference": ("context.period", "date"),
    "Encounter": ("period",),
    "ExplanationOfBenefit": ("billablePeriod", "created"),
    "Goal": ("startDate", "statusDate"),
    "ImagingStudy": ("started",),
    "Immunization": ("occurrenceDateTime", "recorded"),
    "MedicationAdministration": ("effectiveDateTime", "effectivePeriod"),
    "MedicationDispense": ("whenHandedOver", "whenPrepared"),
    "MedicationRequest": ("authoredOn",),
    "MedicationStatement": ("effectiveDateTime", "effectivePeriod", "dateAsserted"),
    "Observation": ("effectiveDateTime", "effectivePeriod", "effectiveInstant", "effectiveTiming", "issued"),
    "Patient": (),
    "Practitioner": (),
    "PractitionerRole": ("period",),
    "Procedure": ("performedDateTime", "performedPeriod"),
    "Provenance": ("occurredDateTime", "occurredPeriod", "recorded"),
    "RelatedPerson": ("period",),
    "SupplyDelivery": ("occurrenceDateTime", "occurrencePeriod", "occurrenceTiming"),
}
ANY_TIME = (
    "period",
    "effectiveDateTime",
    "occurrenceDateTime",
    "occurrencePeriod",
    "authoredOn",
    "date",
    "created",
)

CODES: dict[str, tuple[str, ...]] = {
    "CarePlan": ("category",),
    "CareTeam": ("category",),
    "Claim": ("type",),
    "Composition": ("type",),
    "Consent": ("scope",),
    "Coverage": ("type",),
    "Device": ("type",),
    "DocumentReference": ("type",),
    "Encounter": ("type", "class"),
    "ExplanationOfBenefit": ("type",),
    "Goal": ("description",),
    "ImagingStudy": ("procedureCode", "modality"),
    "Immunization": ("vaccineCode",),
    "Location": ("type",),
    "MedicationAdministration": ("medicationCodeableConcept",),
    "MedicationDispense": ("medicationCodeableConcept",),
    "MedicationRequest": ("medicationCodeableConcept",),
    "MedicationStatement": ("medicationCodeableConcept",),
    "Organization": ("type",),
    "Practitioner": (),
    "Provenance": ("activity",),
    "RelatedPerson": ("relationship",),
    "SupplyDelivery": ("type",),
}
CATEGORIES: dict[str, str] = {"Encounter": "class", "Goal": "category", "Observation": "category"}
STATUSES: dict[str, str] = {
    "AllergyIntolerance": "clinicalStatus",
    "Condition": "clinicalStatus",
    "Goal": "lifecycleStatus",
    "Organization": "active",
    "Patient": "active",
    "Practitioner": "active",
    "PractitionerRole": "active",
    "RelatedPerson": "active",
}
ENCOUNTERS = ("encounter", "context")


def columns(resource: Resource) -> Columns:
    """Return the columns of a valid resource."""
    kind = resource["resourceType"]
    starts, ends = _time(kind, resource)
    quantity = resource.get("valueQuantity", {})
    number = column_number(quantity.get("value", resource.get("valueInteger")))
    return Columns(
        _status(resource.get(STATUSES.get(kind, "status"))),
        _first_coded(resource, CODES.get(kind, ("code",))),
        _first_coded(resource, (CATEGORIES.get(kind, "category"),)),
        starts,
        ends,
        number,
        (quantity.get("code") or quantity.get("unit") or "") if number is not None else "",
        _encounter(kind, resource),
        references.subject_reference(resource),
    )


def _status(value: Any) -> str:
    if type(value) is str:
        return value
    if type(value) is bool:
        return "active" if value else "inactive"
    codings = value.get("coding", ()) if type(value) is dict else ()
    return str(codings[0].get("code", "")) if codings else ""


def _first_coded(resource: Resource, names: tuple[str, ...]) -> str:
    for name in names:
        value = resource.get(name)
        value = value[0] if type(value) is list else value
        if type(value) is dict:
            return _coding_text(value)
        if type(value) is str:
            # AllergyIntolerance.category is a bare code.
            return f"|{value}"
    return ""


def _coding_text(value: dict[str, Any]) -> str:
    codings = value.get("coding", ()) if "coding" in value or "text" in value else (value,)
    for coding in codings:
        if "code" in coding:
            return f"{coding.get('system', '')}|{coding['code']}"
    return ""


def _encounter(kind: str, resource: Resource) -> str:
    if kind == "Encounter":
        return ""
    for name in ENCOUNTERS:
        value = resource.get(name)
        if type(value) is dict and name == "context" and "encounter" in value:
            value = value["encounter"][0]
        if type(value) is dict and type(value.get("reference")) is str and _is_encounter(value["reference"]):
            return str(value["reference"])
    item = (resource.get("item") or [{}])[0] if kind in ("Claim", "ExplanationOfBenefit") else {}
    billed = (item.get("encounter") or [{}])[0]
    return str(billed.get("reference", ""))


def _is_encounter(reference: str) -> bool:
    return reference.startswith(("Encounter/", "urn:")) or "/Encounter/" in reference


def _time(kind: str, resource: Resource) -> tuple[datetime | None, datetime | None]:
    for name in TIMES.get(kind, ANY_TIME):
        span = _condition_span(resource) if name == ONSET_TO_ABATEMENT else _span(_at(resource, name))
        if span:
            return span
    return None, None


def _at(resource: Resource, name: str) -> Any:
    outer, _, inner = name.partition(".")
    value = resource.get(outer)
    return value.get(inner) if inner and type(value) is dict else value


def _span(value: Any) -> tuple[datetime | None, datetime | None] | None:
    if type(value) is str:
        return dates.span(value)
    if type(value) is not dict:
        return None
    if "start" in value or "end" in value:
        return _period(value)
    found: list[Token] = []
    read_timing("", value, found)
    return (found[0].starts, found[0].ends) if found else None


def _period(value: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    starts = dates.span(value["start"])[0] if "start" in value else None
    return starts, dates.span(value["end"])[1] if "end" in value else None


def _condition_span(resource: Resource) -> tuple[datetime | None, datetime | None] | None:
    """A condition lasts from its onset to its abatement, and goes on while none is known."""
    onset = _span(resource.get("onsetDateTime") or resource.get("onsetPeriod"))
    abatement = _span(resource.get("abatementDateTime") or resource.get("abatementPeriod"))
    if onset is None and abatement is None:
        return None
    return onset[0] if onset else None, abatement[1] if abatement else None
