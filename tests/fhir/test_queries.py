"""Searches over FHIR: what each parameter finds, page after page, with what comes along."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.fhir.conftest import Program
from tests.fhir.test_exchange import MARYAM, create, issue_of, weight

pytestmark = pytest.mark.django_db

OMAR = {
    "resourceType": "Patient",
    "name": [{"family": "Müller", "given": ["Omar", "Karl"]}, {"family": "Schmidt", "use": "maiden"}],
    "gender": "male",
    "birthDate": "1990-12-31",
    "telecom": [{"system": "phone", "value": "+49 30 1234567"}],
    "address": [{"city": "Berlin", "postalCode": "10115"}],
}


@pytest.fixture
def people(program: Program) -> dict[str, str]:
    return {"maryam": create(program, MARYAM)["id"], "omar": create(program, OMAR)["id"]}


def found(program: Program, kind: str, **parameters: str) -> list[str]:
    answer = program.get(f"/{kind}?{urlencode(parameters)}")
    assert answer.status_code == 200, answer.content
    return [entry["resource"]["id"] for entry in answer.json().get("entry", ())]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"family": "muller"}, ["omar"]),
        ({"family": "Schm"}, ["omar"]),
        ({"family": "uller"}, []),
        ({"family:contains": "uller", "birthdate": "1990"}, ["omar"]),
        ({"family:exact": "Müller"}, ["omar"]),
        ({"family:exact": "muller"}, []),
        ({"given": "karl"}, ["omar"]),
        ({"name": "anderson"}, ["maryam"]),
        ({"family": "anderson,muller"}, ["maryam", "omar"]),
        ({"family": "anderson", "given": "omar"}, []),
        ({"birthdate": "1968-03-14"}, ["maryam"]),
        ({"birthdate": "1968-03"}, ["maryam"]),
        ({"birthdate": "1990", "gender": "male"}, ["omar"]),
        ({"birthdate": "1990", "gender": "female"}, []),
        ({"name": "omar", "birthdate": "ge1990-12-31"}, ["omar"]),
        ({"name": "omar", "birthdate": "gt1990-12-31"}, []),
        ({"identifier": "999-12-3456"}, ["maryam"]),
        ({"identifier": "urn:oid:2.16.840.1.113883.4.1|999-12-3456"}, ["maryam"]),
        ({"identifier": "urn:other|999-12-3456"}, []),
        ({"phone": "+49 30 1234567"}, ["omar"]),
        ({"name": "omar", "address-city": "berlin"}, ["omar"]),
        ({"name": "omar", "address-city": "paris"}, []),
    ],
)
def test_people_are_found(
    parameters: dict[str, str], expected: list[str], program: Program, people: dict[str, str]
) -> None:
    assert set(found(program, "Patient", **parameters)) == {people[name] for name in expected}


def test_a_search_for_a_sex_alone_is_refused(program: Program, people: dict[str, str]) -> None:
    answer = program.get("/Patient?gender=male")
    assert answer.status_code == 400
    assert issue_of(answer)["code"] == "too-costly"


def test_what_is_not_understood_is_refused(program: Program, people: dict[str, str]) -> None:
    answer = program.get("/Patient?colour=red")
    assert answer.status_code == 400
    assert issue_of(answer)["expression"] == ["Patient?colour"]


def test_pages_hang_together(program: Program, people: dict[str, str]) -> None:
    made = [create(program, weight(people["maryam"], 60 + number))["id"] for number in range(7)]
    seen: list[str] = []
    path = f"/Observation?subject=Patient/{people['maryam']}&_count=3&_sort=_id"
    while path:
        page = program.get(path).json()
        seen += [entry["resource"]["id"] for entry in page["entry"]]
        following = [link["url"] for link in page["link"] if link["relation"] == "next"]
        path = following[0].partition("/fhir")[2] if following else ""
    assert seen == made


def test_the_total_is_told(program: Program, people: dict[str, str]) -> None:
    for number in range(4):
        create(program, weight(people["maryam"], 60 + number))
    page = program.get(f"/Observation?subject=Patient/{people['maryam']}&_count=2").json()
    assert (page["total"], len(page["entry"])) == (4, 2)


@pytest.mark.parametrize(
    ("parameters", "number"),
    [
        ({"code": "http://loinc.org|29463-7"}, 2),
        ({"code": "29463-7"}, 2),
        ({"code": "http://loinc.org|"}, 2),
        ({"code": "|29463-7"}, 0),
        ({"date": "2026-11-20"}, 2),
        ({"date": "gt2026-11-20"}, 0),
        ({"value-quantity": "gt70|http://unitsofmeasure.org|kg"}, 1),
        ({"value-quantity": "60"}, 1),
        ({"status": "final"}, 2),
        ({"status:not": "final"}, 0),
        ({"_lastUpdated": "gt2020"}, 2),
        ({"subject:Patient.name": "anderson"}, 2),
        ({"patient.identifier": "999-12-3456"}, 2),
    ],
)
def test_facts_are_found(
    parameters: dict[str, str], number: int, program: Program, people: dict[str, str]
) -> None:
    for value in (60, 72.5):
        create(program, weight(people["maryam"], value))
    assert len(found(program, "Observation", **parameters)) == number


def test_a_form_finds_the_same_and_its_links_do_not_tell(program: Program, people: dict[str, str]) -> None:
    for number in range(3):
        create(program, weight(people["maryam"], 60 + number))
    form = {"subject:Patient.name": "anderson", "_count": "2"}
    answer = program.client.post(
        "/fhir/Observation/_search",
        urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers=program.headers,
    )
    page = answer.json()
    assert len(page["entry"]) == 2
    assert "anderson" not in str(page["link"])
    following = next(link["url"] for link in page["link"] if link["relation"] == "next")
    assert len(program.get(following.partition("/fhir")[2]).json()["entry"]) == 1


def modes(answer: Any) -> list[tuple[str, str]]:
    return [(entry["resource"]["resourceType"], entry["search"]["mode"]) for entry in answer.json()["entry"]]


def test_what_it_refers_to_comes_along(program: Program, people: dict[str, str]) -> None:
    create(program, weight(people["omar"]))
    answer = program.get("/Observation?_include=Observation:subject")
    assert modes(answer) == [("Observation", "match"), ("Patient", "include")]


def test_what_refers_to_it_comes_along(program: Program, people: dict[str, str]) -> None:
    create(program, weight(people["omar"]))
    answer = program.get("/Patient?family=muller&_revinclude=Observation:subject")
    assert modes(answer) == [("Patient", "match"), ("Observation", "include")]


@pytest.mark.parametrize(
    "value", ["' OR 1=1 --", "<script>alert(1)</script>", "%00", "\x00", "x" * 5_000, "\\", "|||"]
)
def test_hostile_values_find_nothing_and_break_nothing(
    value: str, program: Program, people: dict[str, str]
) -> None:
    for name in ("family", "identifier", "birthdate", "gender", "_id", "general-practitioner"):
        answer = program.get(f"/Patient?{urlencode({name: value})}")
        assert answer.status_code in (200, 400)
        assert not answer.json().get("entry")
