"""Small valid resources that the tests of this package spoil in one place each."""

import copy
from pathlib import Path
from typing import Any

import orjson

DATA = Path(__file__).parent / "data"
PATIENT_ID = "0195f3a0-0000-7000-8000-000000000001"
ENCOUNTER_ID = "0195f3a0-0000-7000-8000-000000000002"

_OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "status": "final",
    "category": [
        {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                    "code": "vital-signs",
                }
            ]
        }
    ],
    "code": {"coding": [{"system": "http://loinc.org", "code": "8302-2", "display": "Body height"}]},
    "subject": {"reference": f"Patient/{PATIENT_ID}"},
    "encounter": {"reference": f"Encounter/{ENCOUNTER_ID}"},
    "effectiveDateTime": "2021-02-28T13:05:00+01:00",
    "performer": [{"reference": "Practitioner/7"}],
    "valueQuantity": {"value": 172.5, "unit": "cm", "system": "http://unitsofmeasure.org", "code": "cm"},
}
_PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": PATIENT_ID,
    "identifier": [{"system": "urn:mrn", "value": "1234567"}],
    "name": [{"family": "Müller", "given": ["Ana", "Éva"]}],
    "telecom": [
        {"system": "phone", "value": "+49 89 123-456"},
        {"system": "email", "value": "Ana@Example.org"},
    ],
    "gender": "female",
    "birthDate": "1970-02-28",
}
_CONDITION: dict[str, Any] = {
    "resourceType": "Condition",
    "clinicalStatus": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
    },
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "44054006"}]},
    "subject": {"reference": f"Patient/{PATIENT_ID}"},
    "onsetDateTime": "2019",
}


def observation(**changes: Any) -> dict[str, Any]:
    """A valid Observation with elements replaced, or taken away by None."""
    return _changed(_OBSERVATION, changes)


def patient(**changes: Any) -> dict[str, Any]:
    """A valid Patient with elements replaced, or taken away by None."""
    return _changed(_PATIENT, changes)


def condition(**changes: Any) -> dict[str, Any]:
    """A valid Condition with elements replaced, or taken away by None."""
    return _changed(_CONDITION, changes)


def official(name: str) -> dict[str, Any]:
    """An official example."""
    found: dict[str, Any] = orjson.loads((DATA / f"{name}.json").read_bytes())
    return found


def _changed(resource: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    result = copy.deepcopy(resource) | changes
    return {key: value for key, value in result.items() if value is not None}
