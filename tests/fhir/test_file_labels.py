"""A file is marked as high as the documents that name it, whoever writes them, and in whatever order."""

from base64 import b64encode
from typing import Any

import pytest
from django.test import Client

from florence.foundation.uploads import CleanFile
from florence.interchange.actions.clients import register_client
from florence.records.actions.documents import NewDocument, record_document
from florence.records.models import Resource, ResourceToken
from florence.records.tests import cast as records
from florence.security.actors import system_actor
from florence.security.labels import ACT_CODE, CONFIDENTIALITY
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.web.identity import actor_for
from tests.fhir.conftest import Program, token_for
from tests.fhir.test_exchange import MARYAM, create, issue_of

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")
VERY = {"security": [{"system": CONFIDENTIALITY, "code": "V"}]}
HIV = {"security": [{"system": ACT_CODE, "code": "HIV"}]}
FILE = b64encode(b"words of a letter").decode()


@pytest.fixture
def shallow(db: None) -> Program:
    """A program that writes everything, and sees what nobody marked."""
    role = cast.role("administrator", "interchange.manage_clients", needs_second_factor=False)
    administrator = actor_for(cast.account("grace", role))
    made = register_client(administrator, name="Shallow", granted=["system/*.cruds"])
    return Program(token_for(made.client_id, made.secret).json()["access_token"])


@pytest.fixture
def patient(program: Program) -> str:
    return str(create(program, MARYAM)["id"])


def binary(program: Program, patient: str, **more: Any) -> str:
    about = {"securityContext": {"reference": f"Patient/{patient}"}}
    resource = {"resourceType": "Binary", "contentType": "text/plain", "data": FILE}
    return str(create(program, resource | about | more)["id"])


def document(patient: str, url: str, meta: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "subject": {"reference": f"Patient/{patient}"},
        "content": [{"attachment": {"contentType": "text/plain", "url": url}}],
    } | ({"meta": meta} if meta else {})


def seen(program: Program, *paths: str) -> list[int]:
    return [program.get(path, Accept="application/fhir+json").status_code for path in paths]


@pytest.mark.parametrize("meta", [VERY, HIV])
@pytest.mark.parametrize("url", ["Binary/{}", "http://testserver/fhir/Binary/{}", "Binary/{}/_history/1"])
def test_it_works(program: Program, shallow: Program, patient: str, meta: Any, url: str) -> None:
    file = binary(program, patient)
    assert seen(shallow, f"/Binary/{file}") == [200]
    made = create(program, document(patient, url.format(file), meta))
    paths = (f"/DocumentReference/{made['id']}", f"/Binary/{file}", f"/Binary/{file}/_history/1")
    assert seen(shallow, *paths) == [404, 404, 404]
    assert seen(program, *paths) == [200, 200, 200]
    assert f"/Binary/{file}" not in shallow.get("/Binary?_count=50").content.decode()
    with scope(SYSTEM, "look"):
        levels = ResourceToken.objects.filter(resource_id=file).values_list("level", flat=True)
        assert set(levels) <= {Resource.objects.get(id=file).level}


def test_marking_a_document_later_marks_its_file(program: Program, shallow: Program, patient: str) -> None:
    file = binary(program, patient)
    made = create(program, document(patient, f"Binary/{file}"))
    changed = document(patient, f"Binary/{file}", VERY) | {"id": made["id"]}
    assert program.put(f"/DocumentReference/{made['id']}", changed).status_code == 200
    paths = (
        f"/DocumentReference/{made['id']}",
        f"/Binary/{file}",
        f"/DocumentReference/{made['id']}/_history/1",
    )
    assert seen(shallow, *paths) == [404, 404, 404]


def test_a_document_of_the_pages_marked_by_a_program_marks_its_file(
    program: Program, shallow: Program
) -> None:
    subject_id = records.patient()
    doctor = records.treated_by(cast.account("doctor", records.doctor_role()), subject_id)
    new = NewDocument("Scan", "letter", CleanFile("image/png", b"points"))
    row = record_document(doctor, subject_id=subject_id, document=new)
    there = program.get(f"/DocumentReference/{row.id}").json()
    assert program.put(f"/DocumentReference/{row.id}", there | {"meta": VERY}).status_code == 200
    assert seen(shallow, f"/{there['content'][0]['attachment']['url']}") == [404]


def test_unmarking_lowers_the_file_to_what_the_other_documents_ask_for(
    program: Program, shallow: Program, patient: str
) -> None:
    file = binary(program, patient)
    first = create(program, document(patient, f"Binary/{file}", VERY))
    second = create(program, document(patient, f"Binary/{file}", HIV))
    bare = document(patient, f"Binary/{file}")
    for each, status in ((first, 404), (second, 200)):
        answer = program.put(f"/DocumentReference/{each['id']}", bare | {"id": each["id"]})
        assert answer.status_code == 200
        assert seen(shallow, f"/Binary/{file}") == [status]


def test_an_unmarked_document_more_does_not_unmark_a_file(
    program: Program, shallow: Program, patient: str
) -> None:
    file = binary(program, patient)
    create(program, document(patient, f"Binary/{file}", VERY))
    create(program, document(patient, f"Binary/{file}"))
    create(shallow, document(patient, f"Binary/{file}"))
    assert seen(shallow, f"/Binary/{file}") == [404]


def test_changing_a_file_does_not_unmark_it(program: Program, shallow: Program, patient: str) -> None:
    file = binary(program, patient)
    create(program, document(patient, f"Binary/{file}", VERY))
    there = program.get(f"/Binary/{file}", Accept="application/fhir+json").json()
    assert program.put(f"/Binary/{file}", there | {"data": FILE}).status_code == 200
    assert seen(shallow, f"/Binary/{file}") == [404]


def test_a_file_of_another_patient_stays_as_it_is(program: Program, shallow: Program, patient: str) -> None:
    file = binary(program, str(create(program, MARYAM)["id"]))
    create(program, document(patient, f"Binary/{file}", VERY))
    assert seen(shallow, f"/Binary/{file}") == [200]


def test_who_may_not_see_so_deep_marks_the_file_first(
    program: Program, shallow: Program, patient: str
) -> None:
    file = binary(shallow, patient)
    answer = shallow.post("/DocumentReference", document(patient, f"Binary/{file}", VERY))
    assert (answer.status_code, issue_of(answer)["code"]) == (422, "business-rule")
    with scope(SYSTEM, "look"):
        assert not Resource.objects.filter(type="DocumentReference").exists()
    assert seen(shallow, f"/Binary/{file}") == [200]


def test_an_address_that_is_none_is_left_alone(program: Program, patient: str) -> None:
    made = create(program, document(patient, f"Binary/{'-' * 36}", VERY))
    assert Client().get(f"/fhir/DocumentReference/{made['id']}", headers=program.headers).status_code == 200
