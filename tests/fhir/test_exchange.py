"""Reading and writing over FHIR, with a token, down to the tables and back."""

from typing import Any
from uuid import UUID

import pytest

from florence.foundation import keys
from florence.interchange.models import KeptAnswer
from florence.records.models import Resource
from florence.security.actors import system_actor
from florence.security.models import AccessEvent, AccessEventSubject, Subject
from florence.security.scope import scope
from tests.fhir.conftest import Program
from tests.fhir.lives import as_read, comparable, kinds_of, small_bundle

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")

MARYAM = {
    "resourceType": "Patient",
    "identifier": [{"system": "urn:oid:2.16.840.1.113883.4.1", "value": "999-12-3456"}],
    "name": [{"use": "official", "family": "Anderson", "given": ["Maryam"]}],
    "gender": "female",
    "birthDate": "1968-03-14",
}


def weight(patient: str, value: float = 72.5, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": "2026-11-20T09:30:00Z",
        "valueQuantity": {"value": value, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
    } | more


def create(program: Program, resource: dict[str, Any]) -> dict[str, Any]:
    answer = program.post(f"/{resource['resourceType']}", resource)
    assert answer.status_code == 201, answer.content
    created: dict[str, Any] = answer.json()
    return created


def issue_of(answer: Any) -> dict[str, Any]:
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    first: dict[str, Any] = outcome["issue"][0]
    return first


def facts() -> int:
    with scope(SYSTEM, "look"):
        return Resource.objects.count()


def test_it_works(program: Program) -> None:
    created = program.post("/Patient", MARYAM)
    assert created.status_code == 201, created.content
    read = program.get(f"/Patient/{created.json()['id']}")
    assert read.status_code == 200
    assert comparable(read.json()) == MARYAM
    assert read.json()["meta"]["versionId"] == "1"
    assert read.headers["ETag"] == 'W/"1"'


def test_a_transaction_reads_back_as_it_was_sent(program: Program) -> None:
    bundle = small_bundle()
    answer = program.post("", bundle)
    assert answer.status_code == 200, answer.content
    places = [entry["response"]["location"] for entry in answer.json()["entry"]]
    names = ["/".join(place.split("/fhir/")[1].split("/")[:2]) for place in places]
    local = {entry["fullUrl"]: name for entry, name in zip(bundle["entry"], names, strict=True)}
    for entry, name in zip(bundle["entry"], names, strict=True):
        assert comparable(program.get(f"/{name}").json()) == as_read(entry["resource"], local)
    for kind, number in kinds_of(bundle).items():
        assert program.get(f"/{kind}?_summary=count").json()["total"] == number


def test_a_transaction_with_one_fault_stores_nothing(program: Program) -> None:
    bundle = small_bundle()
    bundle["entry"][-1]["resource"]["status"] = "perhaps"
    answer = program.post("", bundle)
    assert answer.status_code == 400
    assert issue_of(answer)["expression"][0].startswith(f"Bundle.entry[{len(bundle['entry']) - 1}]")
    with scope(SYSTEM, "look"):
        assert not Subject.objects.exists()


def test_a_batch_keeps_what_is_right(program: Program) -> None:
    patient = create(program, MARYAM)["id"]
    entries = [
        {"resource": resource, "request": {"method": "POST", "url": "Observation"}}
        for resource in (weight(patient), weight(patient, status="perhaps"), weight(patient, 80))
    ]
    answer = program.post("", {"resourceType": "Bundle", "type": "batch", "entry": entries}).json()
    assert [entry["response"]["status"][:3] for entry in answer["entry"]] == ["201", "400", "201"]
    assert facts() == 2


def test_a_broken_reference_is_refused_with_its_path(program: Program) -> None:
    nobody = "019339f0-0000-7000-8000-000000000000"
    answer = program.post("/Observation", weight(nobody))
    assert answer.status_code == 400
    assert issue_of(answer)["expression"] == ["Observation.subject.reference"]
    assert facts() == 0


def test_an_encounter_of_somebody_else_is_refused(program: Program) -> None:
    first, second = create(program, MARYAM)["id"], create(program, MARYAM)["id"]
    visit = create(
        program,
        {
            "resourceType": "Encounter",
            "status": "finished",
            "class": {"code": "AMB"},
            "subject": {"reference": f"Patient/{first}"},
        },
    )
    mistaken = weight(second, encounter={"reference": f"Encounter/{visit['id']}"})
    answer = program.post("/Observation", mistaken)
    assert answer.status_code == 422
    assert issue_of(answer)["expression"] == ["Observation.encounter"]
    assert facts() == 0


def test_versions_are_kept(program: Program) -> None:
    patient = create(program, MARYAM)["id"]
    first = create(program, weight(patient))
    second = program.put(f"/Observation/{first['id']}", first | {"status": "amended"})
    assert second.status_code == 200
    assert program.get(f"/Observation/{first['id']}").json()["status"] == "amended"
    assert program.get(f"/Observation/{first['id']}/_history/1").json()["status"] == "final"
    history = program.get(f"/Observation/{first['id']}/_history").json()
    assert [entry["resource"]["meta"]["versionId"] for entry in history["entry"]] == ["2", "1"]


def test_if_match_refuses_what_was_changed_meanwhile(program: Program) -> None:
    patient = create(program, MARYAM)["id"]
    first = create(program, weight(patient))
    path = f"/Observation/{first['id']}"
    assert program.put(path, first | {"status": "amended"}, If_Match='W/"1"').status_code == 200
    late = program.put(path, first | {"status": "cancelled"}, If_Match='W/"1"')
    assert late.status_code == 412
    assert program.get(path).json()["status"] == "amended"


def test_an_update_stays_with_its_patient(program: Program) -> None:
    first, second = create(program, MARYAM)["id"], create(program, MARYAM)["id"]
    kept = create(program, weight(first))
    moved = kept | {"subject": {"reference": f"Patient/{second}"}}
    answer = program.put(f"/Observation/{kept['id']}", moved)
    assert answer.status_code == 422
    assert program.get(f"/Observation/{kept['id']}").json()["subject"] == kept["subject"]


def test_a_patient_keeps_the_hospital_number_through_an_update(program: Program) -> None:
    patient = create(program, MARYAM)
    renamed = patient | {"name": [{"family": "Khan"}]}
    assert program.put(f"/Patient/{patient['id']}", renamed).status_code == 200
    with scope(SYSTEM, "look"):
        from florence.patients.store import STORE

        stored = STORE.open(STORE.get(patient["id"]))
    assert stored["identifier"][0]["system"] == "https://florence.example/hospital-number"
    assert program.get("/Patient?family=khan").json()["total"] == 1
    assert program.get("/Patient?family=anderson").json()["total"] == 0


def test_nobody_else_gives_hospital_numbers(program: Program) -> None:
    forged = MARYAM | {
        "identifier": [{"system": "https://florence.example/hospital-number", "value": "00045187"}]
    }
    answer = program.post("/Patient", forged)
    assert answer.status_code == 422
    with scope(SYSTEM, "look"):
        assert not Subject.objects.exists()


def test_conditional_create_finds_what_is_there(program: Program) -> None:
    condition = "identifier=urn:oid:2.16.840.1.113883.4.1|999-12-3456"
    first = program.post("/Patient", MARYAM, If_None_Exist=condition)
    second = program.post("/Patient", MARYAM, If_None_Exist=condition)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]


def test_a_repeated_request_with_its_key_changes_nothing(program: Program) -> None:
    first = program.post("/Patient", MARYAM, Idempotency_Key="k1")
    second = program.post("/Patient", MARYAM, Idempotency_Key="k1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first.headers["Location"] == second.headers["Location"]
    with scope(SYSTEM, "look"):
        assert Subject.objects.count() == 1


def test_a_repetition_is_in_the_log_with_whom_it_showed(program: Program) -> None:
    patient = program.post("/Patient", MARYAM, Idempotency_Key="k1").json()["id"]
    program.post("/Patient", MARYAM, Idempotency_Key="k1")
    with scope(SYSTEM, "look"):
        events = AccessEvent.objects.filter(act="fhir.once")
        assert [event.count for event in events] == [1, 1]
        shown = AccessEventSubject.objects.filter(event_id__in=[event.id for event in events])
        assert [str(each.subject_id) for each in shown] == [patient] * 2


def test_a_key_with_another_request_is_refused(program: Program) -> None:
    program.post("/Patient", MARYAM, Idempotency_Key="k1")
    answer = program.post("/Patient", MARYAM | {"gender": "male"}, Idempotency_Key="k1")
    assert answer.status_code == 422
    with scope(SYSTEM, "look"):
        assert Subject.objects.count() == 1


def test_the_kept_answer_goes_with_the_erased_record(program: Program) -> None:
    first = program.post("/Patient", MARYAM, Idempotency_Key="one")
    assert b"Anderson" not in bytes(KeptAnswer.objects.get().answer)
    with scope(SYSTEM, "erase"):
        keys.destroy_keys(UUID(first.json()["id"]))
    again = program.post("/Patient", MARYAM, Idempotency_Key="one")
    assert (again.status_code, again.json()["issue"][0]["code"]) == (410, "deleted")
    with scope(SYSTEM, "look"):
        assert Subject.objects.count() == 1


def test_an_answer_about_several_is_closed_with_the_keys_of_all(program: Program) -> None:
    bundle = {"resourceType": "Bundle", "type": "transaction"}
    request = {"method": "POST", "url": "Patient"}
    bundle["entry"] = [{"resource": MARYAM, "request": request}] * 2
    first = program.post("", bundle, Idempotency_Key="both")
    assert first.status_code == 200
    again = program.post("", bundle, Idempotency_Key="both")
    assert again.content == first.content
    kept = KeptAnswer.objects.get()
    with scope(SYSTEM, "look"):
        everybody = set(Subject.objects.values_list("key_id", flat=True))
    assert {kept.key_id, *kept.inner_keys} == everybody
    assert len(everybody) == 2


def test_a_failed_request_does_not_use_up_its_key(program: Program) -> None:
    assert program.post("/Patient", MARYAM | {"gender": "none"}, Idempotency_Key="k1").status_code == 400
    assert program.post("/Patient", MARYAM, Idempotency_Key="k2").status_code == 201


def test_resources_are_not_deleted(program: Program) -> None:
    patient = create(program, MARYAM)["id"]
    answer = program.client.delete(f"/fhir/Patient/{patient}", headers=program.headers)
    assert answer.status_code == 405
    assert program.get(f"/Patient/{patient}").status_code == 200


def test_every_answer_is_in_the_log_with_whom_it_showed(program: Program) -> None:
    patients = {create(program, MARYAM)["id"] for _ in range(3)}
    program.get("/Patient?family=anderson")
    with scope(SYSTEM, "look"):
        event = AccessEvent.objects.get(act="fhir.Patient.s")
        shown = AccessEventSubject.objects.filter(event_id=event.id)
        assert {str(each) for each in shown.values_list("subject_id", flat=True)} == patients
        assert (event.count, event.actor_kind) == (3, "client")
        assert event.query_hash is not None


def test_metadata_is_open_and_names_every_type(client: Any, db: None) -> None:
    statement = client.get("/fhir/metadata").json()
    assert statement["resourceType"] == "CapabilityStatement"
    kinds = [each["type"] for each in statement["rest"][0]["resource"]]
    assert len(kinds) == len(set(kinds)) > 100


def test_without_a_token_nothing_is_answered(client: Any, db: None) -> None:
    answer = client.get("/fhir/Patient")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert issue_of(answer)["code"] == "login"
