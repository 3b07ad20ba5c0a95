"""References: found at any depth, rewritten in place, understood."""

import pytest

from florence.fhir import references
from florence.fhir.tests.resources import PATIENT_ID, observation, patient


def test_it_works() -> None:
    resource = observation(
        subject={"reference": "urn:uuid:1"},
        extension=[{"url": "http://x", "valueReference": {"reference": "urn:uuid:2"}}],
        performer=[{"reference": "#p"}, {"reference": "Practitioner/7"}],
        contained=[{"resourceType": "Practitioner", "id": "p"}],
    )
    unknown = references.rewrite(
        resource, {"urn:uuid:1": "Patient/1", "Practitioner/7": "Practitioner/7"}.get
    )
    assert resource["subject"] == {"reference": "Patient/1"}
    assert sorted(unknown) == [resource["encounter"]["reference"], "urn:uuid:2"]
    assert resource["performer"][0] == {"reference": "#p"}


def test_references_in_contained_resources_are_found() -> None:
    inner = {"resourceType": "Device", "id": "d", "patient": {"reference": "Patient/1"}}
    found = [node["reference"] for node in references.walk(observation(contained=[inner]))]
    assert "Patient/1" in found


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("Patient/1", ("Patient", "1")),
        ("Patient/1/_history/2", ("Patient", "1")),
        ("Person2/1", None),
        ("http://x/Patient/1", None),
        ("Patient?identifier=1", None),
        ("#p", None),
    ],
)
def test_relative_references_are_split(reference: str, expected: tuple[str, str] | None) -> None:
    assert references.split(reference) == expected


def test_conditional_references_are_recognised() -> None:
    assert references.conditional("Practitioner?identifier=s|1") == ("Practitioner", "identifier=s|1")
    assert references.conditional("Nobody?identifier=s|1") is None
    assert references.conditional("Practitioner/1") is None


def test_subjects() -> None:
    assert references.subject_reference(observation()) == f"Patient/{PATIENT_ID}"
    assert references.subject_reference(patient()) == f"Patient/{PATIENT_ID}"
    assert references.subject_reference(patient(id=None)) == ""
    assert references.subject_reference(observation(subject={"reference": "Group/1"})) == ""
    coverage = {"resourceType": "Coverage", "beneficiary": {"reference": "Patient/2"}}
    assert references.subject_reference(coverage) == "Patient/2"
    provenance = {
        "resourceType": "Provenance",
        "target": [{"reference": "Condition/1"}, {"reference": "Patient/3"}],
    }
    assert references.subject_reference(provenance) == "Patient/3"
