"""The endpoints: statuses, headers, content types and limits, each fault as an OperationOutcome."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError

from florence.fhir import validation
from florence.fhir.parsing import LARGEST_BODY
from florence.fhir.tests.memory_server import ALL, MemoryServer
from florence.fhir.tests.resources import observation, patient
from florence.fhir.tests.sending import FHIR, Send, assert_outcome, stored_patient
from florence.fhir.web.bodies import FORM_TYPE


def test_it_works(send: Send) -> None:
    identity = stored_patient(send)
    response, body = send("GET", f"/fhir/Patient/{identity}")
    assert response.status_code == 200
    assert response["ETag"] == 'W/"1"'
    assert response["Last-Modified"] == "Fri, 02 Jan 2026 03:04:05 GMT"
    assert body["meta"] == {"versionId": "1", "lastUpdated": "2026-01-02T03:04:05.000Z"}
    assert {key: value for key, value in body.items() if key not in ("id", "meta")} == patient(id=None)
    assert validation.is_valid(body)


def test_metadata_needs_no_login(send: Send) -> None:
    response, body = send("GET", "/fhir/metadata", who="")
    assert response.status_code == 200
    assert validation.validate(body) == []
    observations = body["rest"][0]["resource"][1]
    assert {"name": "code", "type": "token"} in observations["searchParam"]
    assert "value-string" not in [each["name"] for each in observations["searchParam"]]


def test_metadata_says_only_what_is_offered(send: Send, server: MemoryServer) -> None:
    server.names = frozenset(("read",))
    _, body = send("GET", "/fhir/metadata")
    assert body["rest"][0]["resource"][0]["interaction"] == [{"code": "read"}]
    assert "searchParam" not in body["rest"][0]["resource"][0]


def test_nobody_is_asked_to_log_in(send: Send) -> None:
    reply = send("GET", "/fhir/Patient", who="")
    assert_outcome(reply, 401, "login")
    assert reply[0]["WWW-Authenticate"].startswith("Bearer")


def test_one_who_may_not_write_is_refused(send: Send, server: MemoryServer) -> None:
    reply = send("POST", "/fhir/Patient", patient(id=None), who="reads")
    assert_outcome(reply, 403, "forbidden", server)
    assert reply[1]["issue"][0]["diagnostics"] == "You may read, but not write."


@pytest.mark.parametrize("identity", ["c6da9074-6c46-49f1-8bdd-2811d3fc74f8", "example", "1"])
def test_what_is_not_there_is_not_found(send: Send, identity: str) -> None:
    assert_outcome(send("GET", f"/fhir/Patient/{identity}"), 404, "not-found")
    assert_outcome(send("GET", f"/fhir/Patient/{identity}/_history/1"), 404, "not-found")
    assert_outcome(send("GET", f"/fhir/Patient/{identity}/_history"), 404, "not-found")
    assert_outcome(send("PUT", f"/fhir/Patient/{identity}", patient(id=identity)), 404, "not-found")


@pytest.mark.parametrize("path", ["/fhir/Nothing", "/fhir/Practitioner", "/fhir/Person/1"])
def test_types_without_owner_are_not_found(send: Send, path: str) -> None:
    assert_outcome(send("GET", path), 404, "not-supported")


@pytest.mark.parametrize("path", ["/fhir/nothing", "/fhir/Patient/1/2/3", "/fhir/Patient/$everything"])
def test_other_addresses_are_not_found(send: Send, path: str) -> None:
    assert_outcome(send("GET", path), 404, "not-found")


def test_interactions_not_offered_are_refused(send: Send, server: MemoryServer) -> None:
    server.names = ALL - {"delete"}
    assert_outcome(send("DELETE", f"/fhir/Patient/{uuid4()}"), 405, "not-supported")
    reply = send("PATCH", f"/fhir/Patient/{uuid4()}")
    assert_outcome(reply, 405, "not-supported")
    assert reply[0]["Allow"] == "GET, PUT, DELETE"


def test_a_copy_at_hand_is_not_sent_again(send: Send) -> None:
    identity = stored_patient(send)
    response, body = send("GET", f"/fhir/Patient/{identity}", If_None_Match='W/"1"')
    assert (response.status_code, body) == (304, {})


def test_head_gives_the_headers_only(send: Send) -> None:
    response, body = send("HEAD", f"/fhir/Patient/{stored_patient(send)}")
    assert (response.status_code, response["ETag"], body) == (200, 'W/"1"', {})


def test_versions_and_history(send: Send) -> None:
    identity = stored_patient(send)
    send("PUT", f"/fhir/Patient/{identity}", patient(id=identity, gender="other"))
    assert send("GET", f"/fhir/Patient/{identity}/_history/1")[1]["gender"] == "female"
    assert send("GET", f"/fhir/Patient/{identity}/_history/2")[1]["gender"] == "other"
    assert_outcome(send("GET", f"/fhir/Patient/{identity}/_history/first"), 404, "not-found")
    _, bundle = send("GET", f"/fhir/Patient/{identity}/_history")
    assert [entry["request"]["method"] for entry in bundle["entry"]] == ["PUT", "POST"]
    assert validation.validate(bundle) == []
    assert len(send("GET", f"/fhir/Patient/{identity}/_history?_count=1")[1]["entry"]) == 1


def test_what_was_deleted_is_gone(send: Send) -> None:
    identity = stored_patient(send)
    assert send("DELETE", f"/fhir/Patient/{identity}")[0].status_code == 204
    assert_outcome(send("GET", f"/fhir/Patient/{identity}"), 410, "deleted")
    assert_outcome(send("GET", f"/fhir/Patient/{identity}/_history/2"), 410, "deleted")
    _, bundle = send("GET", f"/fhir/Patient/{identity}/_history")
    assert bundle["entry"][0]["request"]["method"] == "DELETE"


def test_create_answers_with_the_place(send: Send) -> None:
    response, body = send("POST", "/fhir/Patient", patient(id=None))
    assert response["Location"] == f"https://h.example/fhir/Patient/{body['id']}/_history/1"


def test_prefer(send: Send) -> None:
    assert send("POST", "/fhir/Patient", patient(id=None), Prefer="return=minimal")[1] == {}
    _, body = send("POST", "/fhir/Patient", patient(id=None), Prefer="return=OperationOutcome")
    assert body["issue"][0]["severity"] == "information"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (patient(id=None, gender="unclear"), 400, "code-invalid"),
        (observation(), 400, "value"),
        (observation(resourceType="Patient"), 400, "structure"),
        ([], 400, "structure"),
        (b"<Patient/>", 400, "structure"),
        (b"\xff", 400, "structure"),
        (patient(id=None, managingOrganization={"reference": f"Organization/{uuid4()}"}), 400, "not-found"),
    ],
)
def test_bad_bodies_are_refused(send: Send, server: MemoryServer, body: Any, status: int, code: str) -> None:
    assert_outcome(send("POST", "/fhir/Patient", body), status, code, server)


def test_an_outcome_names_the_place_of_the_fault(send: Send) -> None:
    _, body = send("POST", "/fhir/Patient", patient(id=None, birthDate="2021-02-30"))
    assert body["issue"][0]["expression"] == ["Patient.birthDate"]


@pytest.mark.parametrize(
    "headers",
    [
        {"content_type": "application/xml"},
        {"content_type": f"{FHIR}; charset=latin-1"},
        {"Content_Encoding": "gzip"},
    ],
)
def test_other_forms_of_body_are_refused(send: Send, server: MemoryServer, headers: dict[str, str]) -> None:
    assert_outcome(send("POST", "/fhir/Patient", patient(id=None), **headers), 415, "not-supported", server)


def test_a_long_body_is_refused_unread(send: Send, server: MemoryServer) -> None:
    reply = send("POST", "/fhir/Patient", b"{}", CONTENT_LENGTH=str(LARGEST_BODY + 1))
    assert_outcome(reply, 413, "too-long", server)


@pytest.mark.parametrize("accept", ["application/xml", "text/html"])
def test_other_formats_of_answers_are_refused(send: Send, accept: str) -> None:
    assert_outcome(send("GET", "/fhir/metadata", Accept=accept), 406, "not-supported")
    assert send("GET", "/fhir/metadata?_format=json", Accept=accept)[0].status_code == 200


def test_a13_if_match_refuses_a_stale_change(send: Send) -> None:
    identity = stored_patient(send)
    changed = patient(id=identity, gender="other")
    assert send("PUT", f"/fhir/Patient/{identity}", changed, If_Match='W/"1"')[0].status_code == 200
    assert_outcome(send("PUT", f"/fhir/Patient/{identity}", changed, If_Match='W/"1"'), 412, "conflict")
    assert_outcome(send("PUT", f"/fhir/Patient/{identity}", changed, If_Match="yesterday"), 400, "value")
    assert send("GET", f"/fhir/Patient/{identity}")[1]["meta"]["versionId"] == "2"


def test_the_id_of_a_change_is_that_of_the_address(send: Send) -> None:
    identity = stored_patient(send)
    assert_outcome(send("PUT", f"/fhir/Patient/{identity}", patient(id="other")), 400, "value")


def test_conditional_create(send: Send, server: MemoryServer) -> None:
    condition = {"If_None_Exist": "identifier=urn:mrn|1234567"}
    first, body = send("POST", "/fhir/Patient", patient(id=None), **condition)
    again, same = send("POST", "/fhir/Patient", patient(id=None), **condition)
    assert (first.status_code, again.status_code) == (201, 200)
    assert body["id"] == same["id"]
    send("POST", "/fhir/Patient", patient(id=None))
    assert_outcome(send("POST", "/fhir/Patient", patient(id=None), **condition), 412, "multiple-matches")
    assert_outcome(send("POST", "/fhir/Patient", patient(id=None), If_None_Exist="?"), 400, "value")
    assert len(server.kept) == 2


def test_an_idempotency_key_writes_once(send: Send, server: MemoryServer) -> None:
    first = send("POST", "/fhir/Patient", patient(id=None), Idempotency_Key="k1")
    again = send("POST", "/fhir/Patient", patient(id=None), Idempotency_Key="k1")
    assert first[1] == again[1]
    assert_outcome(
        send("POST", "/fhir/Patient", patient(id=None, gender="other"), Idempotency_Key="k1"),
        422,
        "business-rule",
    )
    assert_outcome(
        send("POST", "/fhir/Patient", patient(id=None), Idempotency_Key="k" * 256), 400, "too-long"
    )
    assert len(server.kept) == 1


def test_search_gives_pages_with_links(send: Send) -> None:
    for _ in range(3):
        stored_patient(send)
    _, bundle = send("GET", "/fhir/Patient?_count=2&name=")
    assert (bundle["total"], len(bundle["entry"])) == (3, 2)
    assert validation.validate(bundle) == []
    links = {link["relation"]: link["url"] for link in bundle["link"]}
    assert links["self"] == "https://h.example/fhir/Patient?_count=2&name="
    assert links["next"].startswith("https://h.example/fhir/Patient?_count=2&name=&_cursor=")


def test_an_empty_search_has_no_entries(send: Send) -> None:
    _, bundle = send("GET", "/fhir/Patient?_summary=count")
    assert bundle["total"] == 0
    assert "entry" not in bundle


def test_a_search_by_post_leaves_nothing_in_addresses(send: Send) -> None:
    for _ in range(3):
        stored_patient(send)
    form = {"content_type": FORM_TYPE}
    response, bundle = send("POST", "/fhir/Patient/_search", b"identifier=urn:mrn|1234567&_count=2", **form)
    assert response.status_code == 200
    links = [link["url"] for link in bundle["link"]]
    assert len(links) == 2
    assert all("1234567" not in link for link in links)
    response, further = send("GET", links[1].removeprefix("https://h.example"))
    assert response.status_code == 200
    assert further["total"] == 3
    assert_outcome(send("GET", "/fhir/Observation?_page=" + links[1].partition("_page=")[2]), 400, "value")
    assert_outcome(send("GET", "/fhir/Patient?_page=nonsense"), 400, "value")


def test_search_parameters_not_understood_are_refused(send: Send) -> None:
    assert_outcome(send("GET", "/fhir/Patient?colour=red"), 400, "not-supported")
    assert_outcome(send("GET", "/fhir/Patient?name=%FF"), 400, "value")
    assert_outcome(send("POST", "/fhir/Patient/_search", b"{}", content_type=FHIR), 415, "not-supported")


def test_a_fault_of_ours_gives_no_detail(
    send: Send, server: MemoryServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.kept = None  # type: ignore[assignment]
    reply = send("GET", f"/fhir/Patient/{uuid4()}")
    assert_outcome(reply, 500, "exception")
    assert "AttributeError" in caplog.text
    assert "NoneType" not in caplog.text + str(reply[1])


def test_a_database_that_is_away_is_said(
    send: Send, server: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(server, "read", away)
    assert_outcome(send("GET", f"/fhir/Patient/{uuid4()}"), 503, "transient")
