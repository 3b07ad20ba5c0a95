"""Bundles at the base: a transaction as a whole or not at all, the entries of a batch each for itself."""

from typing import Any
from uuid import uuid4

import pytest

from florence.fhir import validation
from florence.fhir.tests.memory_server import MemoryServer
from florence.fhir.tests.resources import observation, patient
from florence.fhir.tests.sending import Send, assert_outcome, stored_patient


def entry(
    method: str, url: str, resource: dict[str, Any] | None = None, full_url: str = "", **request: str
) -> dict[str, Any]:
    found: dict[str, Any] = {"request": {"method": method, "url": url, **request}}
    if full_url:
        found["fullUrl"] = full_url
    if resource is not None:
        found["resource"] = resource
    return found


def bundle_of(kind: str, *entries: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


P, E = "urn:uuid:0195f3a0-0000-7000-8000-00000000000a", "urn:uuid:0195f3a0-0000-7000-8000-00000000000b"


def encounter() -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": P},
        "serviceProvider": {"reference": "Organization?identifier=s|o1"},
    }


def organization() -> dict[str, Any]:
    return {"resourceType": "Organization", "identifier": [{"system": "s", "value": "o1"}]}


def test_a_transaction_is_kept_whole_with_its_references(send: Send, server: MemoryServer) -> None:
    send("POST", "/fhir/Organization", organization())
    about = {"subject": {"reference": P}, "encounter": {"reference": E}, "performer": None}
    transaction = bundle_of(
        "transaction",
        entry("POST", "Observation", observation(**about)),
        entry("POST", "Encounter", encounter(), E),
        entry("POST", "Patient", patient(id=None), P, ifNoneExist="identifier=urn:mrn|1234567"),
        entry("GET", "Patient?identifier=urn:mrn|1234567"),
    )
    response, body = send("POST", "/fhir", transaction)
    assert response.status_code == 200, body
    assert validation.validate(body) == []
    assert [each["response"]["status"] for each in body["entry"]] == ["201 Created"] * 3 + ["200 OK"]
    kept, seen, person, found = (each["resource"] for each in body["entry"])
    assert kept["subject"]["reference"] == seen["subject"]["reference"] == f"Patient/{person['id']}"
    assert kept["encounter"]["reference"] == f"Encounter/{seen['id']}"
    assert seen["serviceProvider"]["reference"].startswith("Organization/")
    assert found["total"] == 1
    assert len(server.kept) == 4


def test_a_transaction_uses_what_a_condition_finds(send: Send, server: MemoryServer) -> None:
    identity = stored_patient(send)
    transaction = bundle_of(
        "transaction",
        entry("POST", "Patient", patient(id=None), P, ifNoneExist="identifier=urn:mrn|1234567"),
        entry("POST", "Observation", observation(subject={"reference": P}, encounter=None, performer=None)),
        entry("PUT", f"Patient/{identity}", patient(id=identity), ifMatch='W/"1"'),
    )
    _, body = send("POST", "/fhir/", transaction)
    assert body["entry"][0]["response"]["status"] == "200 OK"
    assert body["entry"][1]["resource"]["subject"]["reference"] == f"Patient/{identity}"
    assert body["entry"][2]["response"]["etag"] == 'W/"2"'


@pytest.mark.parametrize(
    ("entries", "status", "code"),
    [
        ([entry("POST", "Patient", patient(gender="unclear"))], 400, "code-invalid"),
        ([entry("POST", "Encounter", encounter())], 412, "not-found"),
        ([entry("POST", "Observation", observation(subject={"reference": P}))], 400, "not-found"),
        ([entry("POST", "Observation", observation())], 400, "not-found"),
        ([entry("POST", "Patient", patient(), P), entry("POST", "Patient", patient(), P)], 400, "duplicate"),
        ([entry("PUT", f"Patient/{uuid4()}", patient(id="x"))], 400, "value"),
        ([entry("POST", "Patient", observation())], 400, "value"),
        ([entry("POST", "Patient/1", patient())], 400, "value"),
        ([entry("DELETE", "Patient")], 400, "value"),
        ([entry("PATCH", "Patient/1", patient())], 400, "value"),
        ([entry("GET", "metadata")], 400, "value"),
        ([{"resource": patient()}], 400, "value"),
    ],
)
def test_a_transaction_with_one_fault_leaves_nothing(
    send: Send, server: MemoryServer, entries: list[dict[str, Any]], status: int, code: str
) -> None:
    good = entry("POST", "Patient", patient(id=None, identifier=None))
    assert_outcome(send("POST", "/fhir", bundle_of("transaction", good, *entries)), status, code, server)


def test_entries_of_a_batch_stand_for_themselves(send: Send, server: MemoryServer) -> None:
    identity = stored_patient(send)
    batch = bundle_of(
        "batch",
        entry("POST", "Patient", patient(id=None)),
        entry("POST", "Patient", patient(gender="unclear")),
        entry("PUT", f"Patient/{identity}", patient(id=identity), ifMatch='W/"7"'),
        entry("GET", f"Patient/{identity}"),
        entry("DELETE", f"Patient/{identity}"),
        entry("GET", f"Patient/{uuid4()}"),
    )
    response, body = send("POST", "/fhir", batch)
    assert response.status_code == 200
    statuses = [each["response"]["status"][:3] for each in body["entry"]]
    assert statuses == ["201", "400", "412", "200", "204", "404"]
    assert body["entry"][1]["response"]["outcome"]["resourceType"] == "OperationOutcome"
    assert validation.validate(body) == []


def test_other_bundles_are_refused(send: Send, server: MemoryServer) -> None:
    assert_outcome(send("POST", "/fhir", bundle_of("collection")), 400, "value", server)
    assert_outcome(send("POST", "/fhir", patient()), 400, "value", server)
    assert_outcome(
        send("POST", "/fhir", bundle_of("batch", entry("POST", "Patient", patient()) | {"x": 1})),
        400,
        "structure",
        server,
    )
    assert_outcome(send("POST", "/fhir", {**bundle_of("batch"), "entry": ["x"]}), 400, "structure", server)
