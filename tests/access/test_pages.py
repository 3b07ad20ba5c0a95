"""Every page, for every viewer and every patient: only those of the matrix are let in, and no answer leaks."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.access.cast import World, build
from tests.access.matrix import ANYONE, EVERYONE, ROWS, SIGNED_IN, TOKENS, Row
from tests.access.probing import Prober, is_refused
from tests.access.routes import Address, Route, addresses, routes

ENDS_THE_SESSION = ("account_logout",)
NAMESPACES = sorted({route.name.rpartition(":")[0] for route in routes()})
FEW = ("nobody", "no_role", "patient", "nurse")
"""Who opens the pages that are open to everyone, or to everyone who signed in."""

FEWEST = {"records": 2_500, "patients": 700, "security": 900}
"""How many requests there are at least, so that no change of the product makes the test look at nothing."""


def test_every_address_has_a_rule() -> None:
    assert [route.name for route in routes() if route.rule is None] == []


def test_every_address_has_a_row() -> None:
    known = {route.name for route in routes()}
    assert sorted(known - set(ROWS)) == [], "add a line to tests/access/matrix.py"


def test_every_row_has_an_address() -> None:
    assert sorted(set(ROWS) - {route.name for route in routes()}) == []


@pytest.mark.django_db
def test_it_works() -> None:
    """Whoever may see a canary does see it somewhere: else nothing would be proved by not finding it."""
    world = build()
    prober = Prober(world)
    related = world.people["related"].id
    for part in ("", "allergies/", "results/", "documents/", "visits/", "immunisations/", "identity/"):
        prober.send("doctor", "GET", f"/patients/{related}/{part}")
    for part in ("my/", "my/record/", "my/results/"):
        prober.send("patient", "GET", f"/{part}")
    prober.send("reception", "GET", f"/patients/{world.people['foreign'].id}/identity/")
    assert prober.findings.leaks == []
    assert {"related record", "related allergy", "related vaccine"} <= set(prober.findings.seen["doctor"])
    assert "related record" in prober.findings.seen["patient"]
    assert "foreign identity" in prober.findings.seen["reception"]


@pytest.mark.django_db
@pytest.mark.parametrize("namespace", NAMESPACES)
def test_a13_01_no_page_shows_what_its_viewer_may_not_see(namespace: str) -> None:
    world = build()
    prober = Prober(world)
    for route in (one for one in routes() if one.name.rpartition(":")[0] == namespace):
        row = ROWS[route.name]
        if row.viewers == TOKENS or route.name.startswith("account_reset_password_from"):
            continue
        for address in addresses(route, world):
            for viewer in FEW if row.viewers in (EVERYONE, SIGNED_IN) else prober.people:
                _probe(prober, world, route, row, address, viewer)
    findings = prober.findings
    print(f"\naccess matrix, pages of “{namespace}”: {findings.probes} probes, {len(findings.leaks)} leaks")
    assert findings.leaks == []
    assert findings.wrong == []
    assert findings.faults == []
    assert findings.probes >= FEWEST.get(namespace, 1)


def _probe(prober: Prober, world: World, route: Route, row: Row, address: Address, viewer: str) -> None:
    answer = prober.send(viewer, "GET", address.path)
    _judge(prober, route, row, address, viewer, answer)
    prober.send(viewer, "GET", f"{address.path}?{_query(world)}", **{"HX-Request": "true"})
    if route.name in ENDS_THE_SESSION:
        return
    for body in _bodies(world, route):
        answer = prober.send(viewer, "POST", address.path, body)
        _judge(prober, route, row, address, viewer, answer)


def _judge(prober: Prober, route: Route, row: Row, address: Address, viewer: str, answer: Any) -> None:
    """Note an answer that is open to one who should be refused, or refused to one who should be let in."""
    is_in = _may(row, viewer, address.whose)
    if not is_in and not is_refused(answer):
        prober.findings.wrong.append(f"open to {viewer}: {route.name} {address.whose} {answer.status_code}")
    if is_in and answer.status_code in (401, 403) and row.viewers not in (EVERYONE, SIGNED_IN):
        prober.findings.wrong.append(f"closed to {viewer}: {route.name} {address.whose}")


def _may(row: Row, viewer: str, whose: str) -> bool:
    if row.viewers == EVERYONE:
        return True
    if row.viewers == SIGNED_IN:
        return viewer != "nobody"
    if viewer not in row.viewers.split() or whose == "unknown":
        return False
    return not whose or row.of == ANYONE or whose == "related"


def _query(world: World) -> str:
    foreign = world.people["foreign"]
    return (
        f"q={foreign.typed}&name={foreign.typed}&text={foreign.typed}&patient={foreign.id}&entry={foreign.facts[1]}"
        f"&subject={foreign.id}&encounter={foreign.facts[-1]}&panel=allergy&state=reviewed&page=1&kind=patients"
        f"&code={foreign.typed}&id={foreign.facts[2]}&sort=name"
    )


def _bodies(world: World, route: Route) -> Iterator[dict[str, Any]]:
    """What is typed: nothing; foreign ids in every field; and, where no patient is named, each patient's name."""
    foreign = world.people["foreign"]
    names = ("subject_id", "patient", "entry", "entry_id", "encounter", "document", "id", "fact_id")
    nested = {name: str(foreign.facts[1]) for name in names} | {"subject_id": str(foreign.id)}
    yield nested | {
        "reason": "emergency",
        "explanation": "Needed at once for the night",
        "outcome": "justified",
        "answer": "It was the ward.",
        "question": "Who was this?",
        "expected_version": "1",
        "q": foreign.typed,
        "text": foreign.typed,
        "login": "doctor@matrix.example",
        "form": "json",
    }
    if "subject_id" not in route.arguments and route.name.startswith(
        ("patients:", "security:workspace_access")
    ):
        for person in world.people.values():
            yield {"q": person.typed, "text": person.typed}
            yield {"q": "1968-03-14", "text": "14/3/1968"}
