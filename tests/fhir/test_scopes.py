"""Who may do what over FHIR: tokens of programs and of people, type by type and interaction by interaction."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.utils import timezone
from oauth2_provider.models import AccessToken, Application

from florence.config.demo_client import DEMO_SECRET, ensure_demo_client
from florence.config.demo_refusal import DEMO_CLIENT
from florence.config.roles import READY_ROLES
from florence.interchange import scopes
from florence.interchange.models import RegisteredClient
from florence.security.actors import system_actor
from florence.security.models import AccessEvent, Account, Relation, Role
from florence.security.relations import add_relation
from florence.security.scope import scope
from florence.security.tests import cast
from tests.fhir.conftest import Program, token_for
from tests.fhir.test_exchange import MARYAM, create, weight

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")

READ, SEARCH, CREATE, UPDATE = "r", "s", "c", "u"


def attempt(program: Program, kind: str, letter: str, sample: dict[str, Any]) -> int:
    """The status of one interaction."""
    if letter == READ:
        answer = program.get(f"/{kind}/{sample['id']}")
    elif letter == SEARCH:
        answer = program.get(f"/{kind}?_id={sample['id']}")
    elif letter == CREATE:
        answer = program.post(f"/{kind}", {name: value for name, value in sample.items() if name != "id"})
    else:
        answer = program.put(f"/{kind}/{sample['id']}", sample)
    return int(answer.status_code)


TRUTH = [
    ("system/*.cruds", {"Patient": "cru s", "Observation": "cru s"}),
    ("system/*.rs", {"Patient": "r s", "Observation": "r s"}),
    ("system/*.read", {"Patient": "r s", "Observation": "r s"}),
    ("system/*.write", {"Patient": "cu", "Observation": "cu"}),
    ("system/*.*", {"Patient": "cru s", "Observation": "cru s"}),
    ("system/Observation.rs", {"Patient": "", "Observation": "r s"}),
    ("system/Observation.c", {"Patient": "", "Observation": "c"}),
    ("system/Observation.u system/Patient.r", {"Patient": "r", "Observation": "u"}),
]


@pytest.mark.parametrize(("granted", "allowed"), TRUTH)
def test_a13_03_a_token_allows_what_its_scopes_say(
    granted: str,
    allowed: dict[str, str],
    program: Program,
    program_with: Callable[[str], Program],
) -> None:
    patient = create(program, MARYAM)
    samples = {"Patient": patient, "Observation": create(program, weight(patient["id"]))}
    limited = program_with(granted)
    for kind, letter in product(samples, (READ, SEARCH, CREATE, UPDATE)):
        status = attempt(limited, kind, letter, samples[kind])
        assert (status != 403) == (letter in allowed[kind]), (kind, letter, status)


def test_a_repetition_needs_the_scopes_of_what_was_done(
    program: Program, program_with: Callable[[str], Program]
) -> None:
    assert program.post("/Patient", MARYAM, Idempotency_Key="one").status_code == 201
    answer = program_with("system/Observation.r").post("/Patient", MARYAM, Idempotency_Key="one")
    assert answer.status_code == 403
    assert b"Anderson" not in answer.content
    with scope(SYSTEM, "look"):
        assert AccessEvent.objects.filter(act="fhir.once", outcome="refused").count() == 1
    assert program_with("system/Patient.c").post("/Patient", MARYAM, Idempotency_Key="one").status_code == 201


def test_a_repetition_of_a_bundle_needs_the_scopes_of_its_entries(
    program: Program, program_with: Callable[[str], Program]
) -> None:
    entry = {"resource": MARYAM, "request": {"method": "POST", "url": "Patient"}}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    assert program.post("", bundle, Idempotency_Key="one").status_code == 200
    assert program_with("system/Observation.c").post("", bundle, Idempotency_Key="one").status_code == 403
    assert program_with("system/Patient.c").post("", bundle, Idempotency_Key="one").status_code == 200


@pytest.mark.parametrize(
    "asked", ["system/*.x", "everything", "system/Robot.rs", "system/Observation.rs?category=x", "user/*.rs"]
)
def test_a_scope_that_is_none_or_not_the_clients_is_refused(asked: str, db: None) -> None:
    ensure_demo_client()
    answer = token_for(DEMO_CLIENT, DEMO_SECRET, asked)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_scope"


def test_a_client_gets_no_more_than_it_was_registered_for(db: None) -> None:
    ensure_demo_client()
    RegisteredClient.objects.update(scopes=["system/Observation.rs"])
    assert token_for(DEMO_CLIENT, DEMO_SECRET, "system/Observation.r").status_code == 200
    assert token_for(DEMO_CLIENT, DEMO_SECRET, "system/*.rs").status_code == 400


def test_a_wrong_secret_gets_no_token(db: None) -> None:
    ensure_demo_client()
    assert token_for(DEMO_CLIENT, "wrong").status_code == 401
    assert not AccessToken.objects.exists()


def test_guessing_secrets_is_stopped(db: None) -> None:
    ensure_demo_client()
    statuses = [token_for(DEMO_CLIENT, f"guess {number}").status_code for number in range(11)]
    assert statuses == [401] * 10 + [429]
    stopped = token_for(DEMO_CLIENT, DEMO_SECRET)
    assert (stopped.status_code, stopped["Retry-After"]) == (429, "60")
    assert stopped.json()["error"] == "temporarily_unavailable"


def test_the_secret_and_the_token_are_not_kept(program: Program) -> None:
    assert DEMO_SECRET not in Application.objects.get().client_secret
    token = program.headers["Authorization"].removeprefix("Bearer ")
    assert AccessToken.objects.get().token != token


def test_a_token_ends_after_a_quarter_of_an_hour(program: Program) -> None:
    expires = AccessToken.objects.get().expires
    assert timedelta(minutes=14) < expires - timezone.now() <= timedelta(minutes=15)
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert program.get("/Patient").status_code == 401


def test_a_disabled_program_is_refused_at_its_next_request(program: Program) -> None:
    assert program.get("/Patient?family=x").status_code == 200
    with scope(SYSTEM, "disable"):
        Account.objects.filter(id=RegisteredClient.objects.get().account_id).update(is_active=False)
    assert program.get("/Patient?family=x").status_code == 401


def test_the_token_address_works_with_and_without_a_slash(client: Any, db: None) -> None:
    ensure_demo_client()
    form = {"grant_type": "client_credentials", "client_id": DEMO_CLIENT, "client_secret": DEMO_SECRET}
    assert client.post("/oauth/token", form).status_code == 200
    assert client.post("/oauth/token/", form).status_code == 200


# ---- people's tokens


def ready(code: str) -> Role:
    """A role as the house begins with it."""
    return next(
        cast.role(
            f"fhir-{code}",
            *each.permissions,
            reach=each.reach,
            shelves=list(each.shelves),
            level=each.level,
            categories=list(each.categories),
        )
        for each in READY_ROLES
        if each.code == code
    )


def person(account: Account, granted: str) -> Program:
    """A program that acts for a person."""
    text = f"token-{account.id}-{granted}"
    AccessToken.objects.create(
        user=account,
        token=text,
        scope=granted,
        expires=timezone.now() + timedelta(minutes=15),
        application=Application.objects.get(),
    )
    return Program(text)


@pytest.fixture
def two_records(program: Program) -> list[dict[str, Any]]:
    """Weights of two patients."""
    return [create(program, weight(create(program, MARYAM)["id"])) for _ in range(2)]


def patient_of(record: dict[str, Any]) -> str:
    return str(record["subject"]["reference"].removeprefix("Patient/"))


def relate(account: Account, record: dict[str, Any], source: Relation.Source) -> None:
    with scope(SYSTEM, "relate"):
        add_relation(party_id=account.id, subject_id=patient_of(record), source=source)  # type: ignore[arg-type]


@pytest.mark.parametrize("granted", ["patient/*.rs", "user/*.rs"])
def test_a_patients_token_reaches_the_own_record_alone(
    granted: str, two_records: list[dict[str, Any]]
) -> None:
    own, foreign = two_records
    account = cast.account("patient", ready("patient"))
    relate(account, own, Relation.Source.OWN_RECORD)
    phone = person(account, granted)
    assert phone.get(f"/Observation/{own['id']}").status_code == 200
    assert phone.get(f"/Observation/{foreign['id']}").status_code == 404
    assert phone.get(f"/Patient/{patient_of(foreign)}").status_code == 404
    found = phone.get("/Observation").json()
    assert [each["resource"]["id"] for each in found["entry"]] == [own["id"]]
    assert phone.get(f"/Observation?subject=Patient/{patient_of(foreign)}").json()["total"] == 0
    assert phone.get(f"/Observation/{foreign['id']}/_history").status_code == 404


def test_a_patient_scope_is_narrower_than_a_proxys_relation(two_records: list[dict[str, Any]]) -> None:
    own, childs = two_records
    account = cast.account("patient", ready("patient"))
    relate(account, own, Relation.Source.OWN_RECORD)
    relate(account, childs, Relation.Source.PROXY)
    assert person(account, "patient/*.rs").get(f"/Observation/{childs['id']}").status_code == 404
    assert person(account, "user/*.rs").get(f"/Observation/{childs['id']}").status_code == 200


def test_a_persons_token_does_not_write(two_records: list[dict[str, Any]]) -> None:
    account = cast.account("doctor", ready("doctor"))
    relate(account, two_records[0], Relation.Source.CARE_TEAM)
    doctor = person(account, "user/*.cruds")
    assert doctor.get(f"/Observation/{two_records[0]['id']}").status_code == 200
    assert doctor.put(f"/Observation/{two_records[0]['id']}", two_records[0]).status_code == 403


def test_a_role_without_clinical_rights_reads_no_facts(two_records: list[dict[str, Any]]) -> None:
    desk = person(cast.account("reception", ready("reception")), "user/*.rs")
    assert desk.get(f"/Observation/{two_records[0]['id']}").status_code == 403
    assert desk.get(f"/Patient/{patient_of(two_records[0])}").status_code == 200


def test_a_system_scope_does_nothing_for_a_person(two_records: list[dict[str, Any]]) -> None:
    assert (
        person(cast.account("doctor", ready("doctor")), "system/*.rs").get("/Observation").status_code == 403
    )


def test_included_resources_need_their_own_scope(
    program: Program, program_with: Callable[[str], Program], two_records: list[dict[str, Any]]
) -> None:
    path = f"/Observation?_id={two_records[0]['id']}&_include=Observation:subject"
    modes = [each["search"]["mode"] for each in program.get(path).json()["entry"]]
    assert modes == ["match", "include"]
    assert len(program_with("system/Observation.rs").get(path).json()["entry"]) == 1


def test_a_chain_needs_the_scope_of_what_it_looks_at(
    program_with: Callable[[str], Program], two_records: list[dict[str, Any]]
) -> None:
    path = "/Observation?subject:Patient.family=anderson"
    assert program_with("system/Observation.rs").get(path).status_code == 403
    assert program_with("system/*.rs").get(path).json()["total"] == 2


# ---- the grammar


@pytest.mark.parametrize(
    ("text", "granted", "expected"),
    [
        ("system/Observation.rs", ["system/*.cruds"], True),
        ("system/*.rs", ["system/Observation.rs"], False),
        ("system/Observation.cr", ["system/Observation.r"], False),
        ("user/Observation.r", ["system/*.cruds"], False),
        ("system/Observation.sr", ["system/*.cruds"], False),
        ("system/Observation.", ["system/*.cruds"], False),
    ],
)
def test_a_scope_is_within_others(text: str, granted: list[str], expected: bool) -> None:
    assert scopes.is_within(text, granted) is expected
