"""Filling a measured hospital, in the home that the environment names: `python -m bench.seeding PATIENTS`.

Patients and charts go in by the product's own bulk paths: sealed, labelled, with tokens and history.
"""

# ruff: noqa: PLC0415  everything of Django can be imported only after its setup

import gc
import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import django
from django.db import connection, connections

from bench.facts import LONG, OTHER, OTHER_AND_ONE, REGULAR, Chart, Plan, until_of
from bench.people import Person, people
from bench.scale import CARED_FOR, DOCTORS, Scale
from florence.config.database import running_database
from florence.config.environment import Environment

PROCESSES = 2
PATIENTS_AT_ONCE = 250
READINGS = 4_000
PASSWORD = "florence-demo"
CLIENT, SECRET = "bench", "bench-secret"
GROUND = "ground.json"
TEAM = "Measured team"

Resource = dict[str, Any]


def main() -> None:
    """Migrate and fill the hospital, unless that was done."""
    scale = Scale(int(sys.argv[1]))
    ground = scale.home / GROUND
    with running_database(Environment.from_environ()):
        subprocess.run(
            [sys.executable, "-m", "florence.config.command", "migrate"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        if ground.exists():
            return
        django.setup()
        practitioners = _open_house()
        _fill(scale, practitioners)
        _search_copy()
        _relate(scale)
        ground.write_text(json.dumps({"observations": _readings()}))


def long_chart(scale: Scale) -> Person:
    """The patient with 20,000 facts: the last of all."""
    return people(scale.patients)[-1]


def doctor_email(number: int) -> str:
    """The log-in name of a doctor, from 0."""
    return f"bench{number}@demo.example"


def _open_house() -> list[str]:
    """The house, its doctors and the program that uses FHIR; gives references to practitioners."""
    from florence.config.demo.house import build_house
    from florence.interchange.actions.clients import add_client
    from florence.security.actions.accounts import add_account, add_team_member, give_role
    from florence.security.actors import system_actor
    from florence.security.labels import SENSITIVE, VERY_RESTRICTED
    from florence.security.models import Account, Role, Team
    from florence.security.scope import scope
    from florence.staff.actions.people import StaffWords, store_practitioner
    from florence.staff.models import Practitioner

    with scope(system_actor("bench"), "bench.open_house"):
        if not Account.objects.filter(email=doctor_email(0)).exists():
            unit_id = build_house().departments["Internal medicine"].unit_id
            team = Team.objects.create(name=TEAM, unit_id=unit_id)
            role_id = Role.objects.get(code="doctor").id
            for number in range(DOCTORS):
                name = f"Dr Measured {number}"
                account = add_account(
                    email=doctor_email(number), display_name=name, password=PASSWORD, is_demo=True
                )
                give_role(account_id=account.id, role_id=role_id)
                add_team_member(team_id=team.id, account_id=account.id)
                store_practitioner(
                    StaffWords(
                        family=f"Measured {number}",
                        title="Dr",
                        specialty="internal-medicine",
                        unit_id=unit_id,
                        account_id=account.id,
                    )
                )
            depth = (VERY_RESTRICTED, tuple(SENSITIVE))
            add_client(
                name="Bench",
                client_id=CLIENT,
                secret=SECRET,
                granted=("system/*.cruds",),
                domain="demo.example",
                depth=depth,
            )
        return [f"Practitioner/{row_id}" for row_id in Practitioner.objects.values_list("id", flat=True)]


def _fill(scale: Scale, practitioners: Sequence[str]) -> None:
    """Fill in two processes; each commits some hundred patients at a time, and goes on where it was broken off."""
    connections.close_all()
    now = datetime.now().astimezone()
    context = multiprocessing.get_context("fork")
    workers = [
        context.Process(target=_work, args=(scale, practitioners, now, number)) for number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise SystemExit("The hospital could not be filled.")


def _work(scale: Scale, practitioners: Sequence[str], now: datetime, worker: int) -> None:
    from florence.patients.models import Patient
    from florence.security.actors import system_actor
    from florence.security.scope import scope

    gc.disable()
    everyone = people(scale.patients)
    parts = [everyone[at : at + PATIENTS_AT_ONCE] for at in range(0, len(everyone), PATIENTS_AT_ONCE)]
    for done, part in enumerate(parts[worker::PROCESSES], start=1):
        with scope(system_actor("bench"), "bench.fill"):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
            if not Patient.objects.filter(id=part[0].id).exists():
                _store(part, scale, practitioners, now)
        if worker == 0 and done % 20 == 0:
            print(f"  {done * PROCESSES * PATIENTS_AT_ONCE:,} of {scale.patients:,} patients", flush=True)


def _store(part: Sequence[Person], scale: Scale, practitioners: Sequence[str], now: datetime) -> None:
    from florence.fhir.columns import columns
    from florence.foundation import blind
    from florence.patients.store import STORE
    from florence.records.store import ENCOUNTERS, FACTS
    from florence.security.bulk_store import BulkWriter
    from florence.security.resource_store import HERE, place_of_subject

    hasher = lru_cache(100_000)(blind.hasher())
    visits, facts = BulkWriter(ENCOUNTERS, hasher), BulkWriter(FACTS, hasher)
    rows, tokens = [], []
    for person, subject in zip(part, _subjects(part), strict=True):
        resource, place = _patient(person), place_of_subject(subject)
        row = STORE.new_row(resource, place, row_id=person.id)
        rows.append(row)
        tokens += STORE.tokens_of(row, resource)
        chart = Chart(
            person.id,
            _plan(person.number, scale),
            practitioners[person.number % len(practitioners)],
            until_of(person.number, now),
        )
        for writer, made in ((visits, chart.encounters()), (facts, chart.facts())):
            for row_id, fact in made:
                found = columns(fact)
                encounter_id = _local(found.encounter)
                writer.add(fact, found, _within(place, encounter_id), row_id=row_id, origin=HERE)
    STORE.model.objects.bulk_create(rows)
    STORE.token_model.objects.bulk_create(tokens)
    _store_numbers(rows)
    visits.flush()
    facts.flush()


def _within(place: Any, encounter_id: Any) -> Any:
    from dataclasses import replace

    return replace(place, encounter_id=encounter_id) if encounter_id else place


def _local(reference: str) -> Any:
    from florence.security.keeping import local_id

    return local_id(reference, "Encounter")


def _plan(number: int, scale: Scale) -> Plan:
    if number == scale.patients - 1:
        return LONG
    if number < scale.regulars:
        return REGULAR
    return OTHER_AND_ONE if number % 5 == 0 else OTHER


def _subjects(part: Sequence[Person]) -> list[Any]:
    from florence.foundation import clock, keys
    from florence.foundation.models import DataKey
    from florence.security.models import Subject

    made = [keys.new_data_key(person.id, DataKey.Purpose.SUBJECT) for person in part]
    DataKey.objects.bulk_create(made)
    subjects = [
        Subject(id=person.id, person_id=person.id, key=key, created_at=clock.now())
        for person, key in zip(part, made, strict=True)
    ]
    return Subject.objects.bulk_create(subjects)


def _patient(person: Person) -> Resource:
    from florence.patients.actions.registration import hospital_number
    from florence.patients.numbers import with_check_digit

    return {
        "resourceType": "Patient",
        "identifier": [hospital_number(with_check_digit(5_000_000 + person.number))],
        "name": [{"use": "official", "family": person.family, "given": person.given.split()}],
        "telecom": [{"system": "phone", "value": f"+44 20 7{person.number:07d}"}],
        "gender": person.gender,
        "birthDate": person.birth_date,
        "address": [{"line": [f"{person.number % 200 + 1} Lamp Street"], "city": "London", "country": "GB"}],
    }


def _store_numbers(rows: Sequence[Any]) -> None:
    from florence.foundation import keys
    from florence.patients.models import PatientIdentifier
    from florence.patients.numbers import identifier_hash
    from florence.patients.queries.search import bare_hash
    from florence.patients.rules.identifiers import HOSPITAL_NUMBER, HOSPITAL_NUMBERS
    from florence.patients.store import STORE

    made = []
    for row in rows:
        value = STORE.content(row)["identifier"][0]["value"]
        number = PatientIdentifier(
            subject_id=row.id,
            system=HOSPITAL_NUMBERS,
            kind=HOSPITAL_NUMBER,
            key_id=row.key_id,
            is_preferred=True,
        )
        number.value_hash, number.bare_hash = identifier_hash(HOSPITAL_NUMBERS, value), bare_hash(value)
        number.value = keys.cipher_for(row.key_id).seal(
            value.encode(), table="patients_patientidentifier", column="value", row_id=number.id
        )
        made.append(number)
    PatientIdentifier.objects.bulk_create(made)


def _search_copy() -> None:
    from florence.patients import search_copy

    for number in search_copy.rebuild():
        if number % 20_000 == 0:
            print(f"  {number:,} names in the search copy", flush=True)


def _relate(scale: Scale) -> None:
    from florence.foundation import clock
    from florence.security.actors import system_actor
    from florence.security.models import Relation, Team
    from florence.security.relations import FAR_END
    from florence.security.scope import scope

    cared_for = [*people(scale.patients)[:CARED_FOR], long_chart(scale)]
    with scope(system_actor("bench"), "bench.relate"):
        team = Team.objects.get(name=TEAM)
        if Relation.objects.filter(party_id=team.id).exists():
            return
        Relation.objects.bulk_create(
            Relation(
                party_id=team.id,
                subject_id=person.id,
                person_id=person.id,
                source=Relation.Source.CARE_TEAM,
                starts_at=clock.now(),
                ends_at=FAR_END,
            )
            for person in cared_for
        )


def _readings() -> list[str]:
    """Some observations of different patients, to be read one by one."""
    from florence.records.models import Resource as Fact
    from florence.security.actors import system_actor
    from florence.security.scope import scope

    with scope(system_actor("bench"), "bench.choose"):
        found = Fact.objects.filter(type="Observation", code="http://loinc.org|8867-4").order_by("id")
        return [str(row_id) for row_id in _spread(list(found.values_list("id", flat=True)), READINGS)]


def _spread(values: Sequence[Any], count: int) -> Iterator[Any]:
    step = max(1, len(values) // count)
    yield from values[::step][:count]


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "florence.config.settings"
    main()
