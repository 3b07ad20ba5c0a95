"""Facts of a record as FHIR R4 resources, without subject and encounter: the sheet writes those in."""

import base64
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

from florence.demo_data.moment import instant

Resource = dict[str, Any]

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
CVX = "http://hl7.org/fhir/sid/cvx"
ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
# What FHIR's narratives are written in.
XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True)
class Test:
    """A test or measurement: LOINC code, name, UCUM unit, and the category of its observations."""

    __test__ = False

    code: str
    name: str
    unit: str
    category: str = "laboratory"


HBA1C = Test("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%")
GLUCOSE = Test("2345-7", "Glucose [Mass/volume] in Serum or Plasma", "mg/dL")
CREATININE = Test("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL")
FILTRATION = Test("33914-3", "Estimated glomerular filtration rate", "mL/min/{1.73_m2}")
POTASSIUM = Test("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L")
SODIUM = Test("2951-2", "Sodium [Moles/volume] in Serum or Plasma", "mmol/L")
LDL = Test("18262-6", "Cholesterol in LDL [Mass/volume] in Serum or Plasma by Direct assay", "mg/dL")
HAEMOGLOBIN = Test("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL")
WHITE_CELLS = Test("6690-2", "Leukocytes [#/volume] in Blood by Automated count", "10*3/uL")
PLATELETS = Test("777-3", "Platelets [#/volume] in Blood by Automated count", "10*3/uL")
INR = Test("6301-6", "INR in Platelet poor plasma by Coagulation assay", "{INR}")
URINE_ALBUMIN = Test("14959-1", "Microalbumin/Creatinine [Mass Ratio] in Urine", "mg/g")

HEART_RATE = Test("8867-4", "Heart rate", "/min", "vital-signs")
BREATHING = Test("9279-1", "Respiratory rate", "/min", "vital-signs")
TEMPERATURE = Test("8310-5", "Body temperature", "Cel", "vital-signs")
SATURATION = Test("2708-6", "Oxygen saturation in Arterial blood", "%", "vital-signs")
HEIGHT = Test("8302-2", "Body height", "cm", "vital-signs")
WEIGHT = Test("29463-7", "Body weight", "kg", "vital-signs")
SYSTOLIC = Test("8480-6", "Systolic blood pressure", "mm[Hg]", "vital-signs")
DIASTOLIC = Test("8462-4", "Diastolic blood pressure", "mm[Hg]", "vital-signs")


def result(test: Test, value: float, at: datetime, *, issued: datetime | None = None) -> Resource:
    """A final result or measurement taken at a time; `issued` is when it was released."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [_category("observation-category", test.category)],
        "code": _code(LOINC, test.code, test.name),
        "effectiveDateTime": instant(at),
        "issued": instant(issued or at),
        "valueQuantity": _quantity(value, test.unit),
    }


def blood_pressure(systolic: int, diastolic: int, at: datetime) -> Resource:
    """One reading of blood pressure with its two numbers."""
    parts = ((SYSTOLIC, systolic), (DIASTOLIC, diastolic))
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [_category("observation-category", "vital-signs")],
        "code": _code(LOINC, "85354-9", "Blood pressure panel with all children optional"),
        "effectiveDateTime": instant(at),
        "issued": instant(at),
        "component": [
            {"code": _code(LOINC, test.code, test.name), "valueQuantity": _quantity(value, test.unit)}
            for test, value in parts
        ],
    }


def statement(code: str, name: str, words: str, at: datetime) -> Resource:
    """An observation said in words, such as how much somebody smokes."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [_category("observation-category", "social-history")],
        "code": _code(LOINC, code, name),
        "effectiveDateTime": instant(at),
        "issued": instant(at),
        "valueCodeableConcept": {"text": words},
    }


def report(code: str, name: str, results: list[str], at: datetime) -> Resource:
    """A final report that binds results together, named by their fullUrls."""
    return {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "category": [_category("v2-0074", "LAB")],
        "code": _code(LOINC, code, name),
        "effectiveDateTime": instant(at),
        "issued": instant(at),
        "result": [{"reference": url} for url in results],
    }


def problem(code: str, name: str, onset: date, *, healed: date | None = None) -> Resource:
    """A confirmed problem of the problem list, coded in ICD-10-CM; active unless it has healed."""
    condition = {
        "resourceType": "Condition",
        "clinicalStatus": _category("condition-clinical", "resolved" if healed else "active"),
        "verificationStatus": _category("condition-ver-status", "confirmed"),
        "category": [_category("condition-category", "problem-list-item")],
        "code": _code(ICD_10_CM, code, name),
        "onsetDateTime": onset.isoformat(),
        "recordedDate": onset.isoformat(),
    }
    return condition | ({"abatementDateTime": healed.isoformat()} if healed else {})


def medicine(code: str, name: str, directions: str, since: datetime, *, active: bool = True) -> Resource:
    """A prescription by RxNorm code, with its directions in words."""
    return {
        "resourceType": "MedicationRequest",
        "status": "active" if active else "stopped",
        "intent": "order",
        "medicationCodeableConcept": _code(RXNORM, code, name),
        "authoredOn": instant(since),
        "requester": {"display": DOCTOR},
        "dosageInstruction": [{"text": directions}],
    }


def allergy(
    substance: Resource,
    reactions: list[str],
    recorded: datetime,
    *,
    category: str = "medication",
    worst: str = "mild",
) -> Resource:
    """A confirmed allergy with its reactions; `worst` is mild, moderate or severe."""
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": _category("allergyintolerance-clinical", "active"),
        "verificationStatus": _category("allergyintolerance-verification", "confirmed"),
        "type": "allergy",
        "category": [category],
        "criticality": "high" if worst == "severe" else "low",
        "code": substance,
        "recordedDate": instant(recorded),
        "reaction": [{"manifestation": [{"text": words} for words in reactions], "severity": worst}],
    }


def drug(code: str, name: str) -> Resource:
    """A substance by its RxNorm ingredient."""
    return _code(RXNORM, code, name)


def immunization(code: str, name: str, at: datetime) -> Resource:
    """A vaccination given here."""
    return {
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": _code(CVX, code, name),
        "occurrenceDateTime": instant(at),
        "primarySource": True,
    }


DOCTOR = "Dr Amira Haddad"
NURSE = "Rosa Silva"


def note(title: str, sections: dict[str, str], at: datetime, *, author: str = DOCTOR) -> Resource:
    """A signed progress note with its sections."""
    return {
        "resourceType": "Composition",
        "status": "final",
        "type": _code(LOINC, "11506-3", "Progress note"),
        "date": instant(at),
        "author": [{"display": author}],
        "title": title,
        "section": [{"title": name, "text": _narrative(words)} for name, words in sections.items()],
    }


def letter(title: str, text: str, at: datetime, *, author: str) -> Resource:
    """A letter from elsewhere, filed as plain text."""
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": _code(LOINC, "11488-4", "Consult note"),
        "date": instant(at),
        "author": [{"display": author}],
        "description": title,
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain; charset=utf-8",
                    "data": base64.b64encode(text.encode()).decode(),
                    "title": title,
                    "creation": instant(at),
                }
            }
        ],
    }


def labelled(resource: Resource, *categories: str) -> Resource:
    """The resource as restricted, with sensitive categories of HL7 v3 ActCode such as PSY."""
    codings = [{"system": f"{TERMINOLOGY}/v3-Confidentiality", "code": "R"}]
    codings += [{"system": f"{TERMINOLOGY}/v3-ActCode", "code": category} for category in categories]
    return {**resource, "meta": {"security": codings}}


def _code(system: str, code: str, name: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": name}], "text": name}


def _category(system: str, code: str) -> Resource:
    return {"coding": [{"system": f"{TERMINOLOGY}/{system}", "code": code}]}


def _quantity(value: float, unit: str) -> Resource:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def _narrative(words: str) -> Resource:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in words.strip().split("\n"))
    return {"status": "generated", "div": f'<div xmlns="{XHTML}">{paragraphs}</div>'}
