"""What the tests of the endpoints send, and what they expect of an answer."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from florence.fhir import validation
from florence.fhir.tests.memory_server import MemoryServer
from florence.fhir.tests.resources import patient

FHIR = "application/fhir+json"
Reply = tuple[HttpResponse, dict[str, Any]]
Send = Callable[..., Reply]


def stored_patient(send: Send) -> str:
    response, body = send("POST", "/fhir/Patient", patient(id=None))
    assert response.status_code == 201
    return str(body["id"])


def assert_outcome(reply: Reply, status: int, code: str, server: MemoryServer | None = None) -> None:
    response, body = reply
    assert response.status_code == status, body
    assert response["Content-Type"].startswith(FHIR)
    assert body["resourceType"] == "OperationOutcome"
    assert body["issue"][0]["code"] == code
    assert validation.is_valid(body)
    if server is not None:
        assert server.kept == {}
