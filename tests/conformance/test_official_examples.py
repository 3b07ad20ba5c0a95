"""The official examples of FHIR R4: the valid ones validate, and those of a type with an owner read back."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from florence.config.fhir import KEEPERS
from florence.config.importing import import_files
from florence.fhir import parsing, references
from florence.fhir.validation import validate
from tests.conformance.comparing import differing, local_names
from tests.conformance.figures import tell
from tests.conformance.shared_data import data

pytestmark = pytest.mark.django_db

# Examples that break the standard which they illustrate; each was looked at, and the reason is the standard's own.
NOT_VALID = {
    "DeviceMetric-example.json": "parent refers to a type that is no Device",
    "DeviceUseStatement-example.json": "reasonReference refers to a type that is not allowed there",
    "ExampleScenario-example.json": "instances lack what must be there",
    "ImplementationGuide-fhir.json": "refers to ids of more than 64 characters",
    "MedicationRequest-medrx0301.json": "the performer of the dispense is no Organization",
    "Observation-clinical-gender.json": "the performer is of a type that is not allowed there",
    "Questionnaire-qs1.json": "items lack their linkId",
    "ig-r4.json": "refers to ids of more than 64 characters",
}


def examples() -> Iterator[tuple[str, dict[str, Any]]]:
    path = data("fhir/hl7.fhir.r4.examples-4.0.1-instances.zip")
    with zipfile.ZipFile(path) as packed:
        for name in sorted(packed.namelist()):
            if name.endswith(".json") and not name.endswith(".counts.json"):
                resource = parsing.parse(packed.read(name))
                if "resourceType" in resource:
                    yield name, resource


def test_every_valid_example_validates() -> None:
    every = list(examples())
    wrong = {name: issues[0] for name, resource in every if (issues := validate(resource))}
    tell(f"official examples: {len(every):,}, of which {len(wrong)} break the standard and are refused")
    assert set(wrong) == set(NOT_VALID), wrong


def test_every_example_with_an_owner_reads_back(tmp_path: Path) -> None:
    found: dict[str, dict[str, Any]] = {}
    for _, resource in examples():
        if resource["resourceType"] in KEEPERS and not validate(resource):
            found[f"{resource['resourceType']}/{resource['id']}"] = resource
    for resource in found.values():
        references.rewrite(resource, lambda reference: _reachable(reference, set(found)))
    file = tmp_path / "examples.ndjson"
    file.write_bytes(b"\n".join(parsing.serialise(resource) for resource in found.values()))
    sent = {key: parsing.parse(parsing.serialise(resource)) for key, resource in found.items()}
    report = import_files([file], source="conformance")
    assert report.refused == 0, report.refusals[:20]
    assert report.stored.total() == len(found)
    assert differing(sent.items(), local_names("conformance")) == []
    kinds = len({resource["resourceType"] for resource in sent.values()})
    tell(f"official examples of {kinds} types with an owner: {len(sent)} stored and read back")


def _reachable(reference: str, known: set[str]) -> str | None:
    """A reference to an example that is not among these leads to another server."""
    target = references.target_of(reference)
    if target in known or "://" in reference:
        return reference
    return f"http://hl7.org/fhir/R4/{reference}"
