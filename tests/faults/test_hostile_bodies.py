"""Bodies that are too long, wrongly encoded or full of hostile text: refused in words, and nothing is stored."""

from typing import Any

import orjson
import pytest
from django.test import Client

from florence.config.demo_client import DEMO_SECRET, ensure_demo_client
from florence.config.demo_refusal import DEMO_CLIENT
from florence.records.models import Resource
from florence.security.models import Subject
from florence.security.scope import scope
from florence.security.tests.cast import SYSTEM
from tests.fhir.conftest import Program, token_for
from tests.fhir.test_exchange import MARYAM, weight

pytestmark = pytest.mark.django_db
FIFTY_MB = 50 * 1024 * 1024
TEXTS = (
    "'; DROP TABLE patients_patient; --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "\u202ea\u0301\U0001f600",
)
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def program(db: None) -> Program:
    ensure_demo_client()
    return Program(token_for(DEMO_CLIENT, DEMO_SECRET).json()["access_token"])


def stored() -> int:
    with scope(SYSTEM, "look"):
        return Subject.objects.count() + Resource.objects.count()


def announce(client: Client, path: str, length: int, kind: str, **headers: str) -> Any:
    """Send a short body that says it is long: it must be refused before it is read."""
    return client.generic("POST", path, b"{}", content_type=kind, CONTENT_LENGTH=str(length), headers=headers)


def test_a_long_form_is_refused_in_words(client: Client) -> None:
    answer = announce(client, "/accounts/login/", FIFTY_MB, FORM)
    assert answer.status_code == 413
    assert "larger than the 26 MB allowed here" in answer.content.decode()


def test_a_form_with_too_much_text_is_refused_in_words(client: Client) -> None:
    answer = client.post("/accounts/login/", "login=" + "x" * 3_000_000, content_type=FORM)
    assert answer.status_code == 413
    assert "too much at once" in answer.content.decode()


def test_a_form_with_too_many_fields_is_refused_in_words(client: Client) -> None:
    answer = client.post(
        "/accounts/login/", "&".join(f"a{number}=1" for number in range(600)), content_type=FORM
    )
    assert answer.status_code == 413


def test_a_long_body_over_fhir_is_refused_with_an_outcome(program: Program) -> None:
    answer = announce(
        program.client, "/fhir/Patient", FIFTY_MB + 1, "application/fhir+json", **program.headers
    )
    assert (answer.status_code, answer.json()["resourceType"]) == (413, "OperationOutcome")
    assert stored() == 0


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00", '{"resourceType": "Patient"}'.encode("utf-16"), b'{"a": "\xe9"}']
)
def test_another_encoding_over_fhir_is_refused_with_an_outcome(body: bytes, program: Program) -> None:
    answer = program._send(program.client.post, "/Patient", body, {})
    assert (answer.status_code, answer.json()["resourceType"]) == (400, "OperationOutcome")
    assert stored() == 0


def test_deep_json_over_fhir_is_refused_with_an_outcome(program: Program) -> None:
    body = b'{"resourceType":"Patient","a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    answer = program._send(program.client.post, "/Patient", body, {})
    assert (answer.status_code, answer.json()["resourceType"]) == (400, "OperationOutcome")
    assert stored() == 0


@pytest.mark.parametrize("kind", [f"{FORM}; charset=utf-16", f"{FORM}; charset=latin-1"])
def test_a_form_in_another_encoding_is_refused_in_words(kind: str, client: Client) -> None:
    answer = client.generic("POST", "/accounts/login/", b"login=x", content_type=kind)
    assert answer.status_code == 400
    assert "could not read that request" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/patients/%ff%fe/", "/%00/", "/patients/?text=%ff", "/accounts/login/?next=%ff%00"]
)
def test_an_address_in_another_encoding_is_no_fault(path: str, client: Client) -> None:
    assert client.get(path).status_code < 500


def strings_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where the strings of a resource are."""
    if isinstance(value, str):
        return [path]
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, part in parts for found in strings_of(part, (*path, key))]


def place_in(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def with_text(resource: dict[str, Any], path: tuple[Any, ...], text: str) -> dict[str, Any]:
    copy: Any = orjson.loads(orjson.dumps(resource))
    place_in(copy, path[:-1])[path[-1]] = text
    return dict(copy)


def test_hostile_text_in_any_string_is_kept_as_it_is_or_refused(
    program: Program,
    capsys: pytest.CaptureFixture[str],
) -> None:
    patient = program.post("/Patient", MARYAM).json()["id"]
    sent = kept = 0
    for resource in (MARYAM, weight(patient, note=[{"text": "x"}])):
        for path in strings_of(resource):
            for text in TEXTS:
                hostile = with_text(resource, path, text)
                answer = program.post(f"/{resource['resourceType']}", hostile)
                assert answer.status_code in (201, 400, 404, 422), (path, answer.content)
                sent += 1
                if answer.status_code == 201:
                    kept += 1
                    read = program.get(f"/{resource['resourceType']}/{answer.json()['id']}").json()
                    assert text in [place_in(read, where) for where in strings_of(read)]
    with capsys.disabled():
        print(
            f"\n{sent} resources with hostile text: {kept} kept as they were, {sent - kept} refused, 0 faults"
        )
    assert kept > 0
