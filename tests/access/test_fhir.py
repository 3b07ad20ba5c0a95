"""The FHIR server with tokens of people and programs: every type, search, read, history and write, for foreign ids."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from florence.records.models import Encounter, Resource
from florence.security.scope import scope
from tests.access.cast import SYSTEM, Person, World, build
from tests.access.matrix import SEES
from tests.access.probing import Prober, as_json

pytestmark = pytest.mark.django_db

TYPES = (
    "AllergyIntolerance",
    "Condition",
    "Observation",
    "MedicationRequest",
    "Immunization",
    "Procedure",
    "DiagnosticReport",
    "DocumentReference",
    "FamilyMemberHistory",
    "Encounter",
    "Patient",
)
UNPLANTED = ("Practitioner", "PractitionerRole", "Organization", "Location", "CarePlan", "Claim", "Device")
FEWEST = 2_000


def test_a13_01_no_token_reads_what_its_holder_may_not_see() -> None:
    world = build()
    prober = Prober(world)
    prober._tokens["nobody"] = "no-such-token"
    for viewer in prober.programs:
        _search(prober, world, viewer)
        _read(prober, world, viewer)
        _write(prober, world, viewer)
    findings = prober.findings
    print(f"\naccess matrix, FHIR: {findings.probes} probes, {len(findings.leaks)} leaks")
    assert findings.leaks == []
    assert findings.wrong == []
    assert findings.faults == []
    assert findings.probes >= FEWEST
    assert "related record" in findings.seen["patient_token"], (
        "nothing would be proved: the holder sees nothing"
    )
    assert "related vaccine" in findings.seen["narrow_program"]


def _search(prober: Prober, world: World, viewer: str) -> None:
    for kind in (*TYPES, *UNPLANTED):
        for person in world.people.values():
            for query in _queries(kind, person):
                answer = prober.send(viewer, "GET", f"/fhir/{kind}?{query}")
                _count(prober, viewer, kind, person, query, answer)
        prober.send(viewer, "GET", f"/fhir/{kind}")
        prober.send(viewer, "POST", f"/fhir/{kind}/_search", {"_count": "50"})


def _queries(kind: str, person: Person) -> Iterator[str]:
    if kind == "Patient":
        yield from (
            f"_id={person.id}",
            f"name={person.typed}",
            f"family={person.typed}",
            "birthdate=1968-03-14",
        )
        yield f"_id={person.id}&_revinclude=Observation:patient&_revinclude=Condition:patient"
        yield f"_has:Observation:patient:_id={person.facts[2]}"
        return
    yield f"patient={person.id}"
    if person.name in ("foreign", "related"):
        yield f"patient={person.id}&_summary=count"
        yield f"patient={person.id}&_include=*&_revinclude=*"
        yield f"patient.family={person.typed}"
        yield "_id=" + ",".join(str(fact) for fact in person.facts)


def _count(prober: Prober, viewer: str, kind: str, person: Person, query: str, answer: Any) -> None:
    """A number betrays as much as a word: who sees none of a person's entries is told of none."""
    if kind in UNPLANTED or answer.status_code != 200 or not query.startswith("patient="):
        return
    group = {"AllergyIntolerance": "allergy", "Immunization": "vaccine"}.get(kind, "record")
    total = json.loads(answer.content).get("total", 0)
    if total and f"{person.name} {group}" not in SEES[viewer]:
        prober.findings.wrong.append(f"{viewer} is told of {total} {kind} of {person.name}: {query}")


def _read(prober: Prober, world: World, viewer: str) -> None:
    kinds = _kinds()
    for person in world.people.values():
        prober.send(viewer, "GET", f"/fhir/Patient/{person.id}")
        prober.send(viewer, "GET", f"/fhir/Patient/{person.id}/_history")
        prober.send(viewer, "GET", f"/fhir/Patient/{person.id}/_history/1")
        for fact in person.facts:
            address = f"/fhir/{kinds[fact]}/{fact}"
            for path in (address, f"{address}/_history", f"{address}/_history/1", f"/fhir/Basic/{fact}"):
                prober.send(viewer, "GET", path)
    asked = [
        {"request": {"method": "GET", "url": f"{kinds[fact]}/{fact}"}}
        for person in world.people.values()
        for fact in person.facts
    ]
    for kind in ("batch", "transaction"):
        bundle = as_json({"resourceType": "Bundle", "type": kind, "entry": asked[:30]})
        prober.send(viewer, "POST", "/fhir", bundle)


def _write(prober: Prober, world: World, viewer: str) -> None:
    kinds = _kinds()
    foreign = world.people["foreign"]
    for fact in foreign.facts:
        stolen = {
            "resourceType": kinds[fact],
            "id": str(fact),
            "subject": {"reference": f"Patient/{foreign.id}"},
        }
        prober.send(viewer, "PUT", f"/fhir/{kinds[fact]}/{fact}", as_json(stolen))
        prober.send(viewer, "DELETE", f"/fhir/{kinds[fact]}/{fact}")
        prober.send(viewer, "POST", f"/fhir/{kinds[fact]}", as_json(stolen))


def _kinds() -> dict[Any, str]:
    with scope(SYSTEM, "test"):
        return dict(Resource.objects.values_list("id", "type")) | dict(
            Encounter.objects.values_list("id", "type")
        )
