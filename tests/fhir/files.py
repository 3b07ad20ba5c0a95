"""Files of records to import, as tests write them."""

import gzip
from pathlib import Path
from typing import Any

import orjson

PATIENT = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Haddad"}], "birthDate": "1990-02-03"}
WEIGHT = {
    "resourceType": "Observation",
    "id": "o1",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
    "subject": {"reference": "Patient/p1"},
    "valueQuantity": {"value": 72.50, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
}


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def lines(*resources: dict[str, Any]) -> bytes:
    return b"\n".join(orjson.dumps(each) for each in resources)
