"""Reading and writing over FHIR, with a token, down to the tables and back."""

from typing import Any

import pytest

from tests.fhir.conftest import Program

pytestmark = pytest.mark.django_db

MARYAM = {
    "resourceType": "Patient",
    "identifier": [{"system": "urn:oid:2.16.840.1.113883.4.1", "value": "999-12-3456"}],
    "name": [{"use": "official", "family": "Anderson", "given": ["Maryam"]}],
    "gender": "female",
    "birthDate": "1968-03-14",
}


def without_meta(resource: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name not in ("id", "meta")}


def test_it_works(program: Program) -> None:
    created = program.post("/Patient", MARYAM)
    assert created.status_code == 201, created.content
    read = program.get(f"/Patient/{created.json()['id']}")
    assert read.status_code == 200
    assert without_meta(read.json()) == MARYAM
    assert read.json()["meta"]["versionId"] == "1"
