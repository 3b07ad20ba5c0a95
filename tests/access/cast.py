"""The patients and people of the access matrix: canaries in every field, and viewers of every kind."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from oauth2_provider.models import AccessToken, Application

from florence.config.first_day import prepare_first_day
from florence.foundation import clock
from florence.interchange.actions.clients import add_client
from florence.patients.actions.registration import add_patient
from florence.records.actions.facts import add_fact
from florence.records.store import ENCOUNTERS
from florence.security import relations
from florence.security.actions.accounts import add_account, give_role
from florence.security.actions.break_glass import break_glass
from florence.security.actions.questions import ask_about_access
from florence.security.actors import system_actor
from florence.security.models import Account, Relation, Role, Subject
from florence.security.resource_store import place_of_subject
from florence.security.scope import scope
from florence.security.web.identity import actor_for

SYSTEM = system_actor("access matrix")
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
VERY_RESTRICTED = {"system": CONFIDENTIALITY, "code": "V"}
HIV = {"system": ACT_CODE, "code": "HIV"}
KNOWN_TO_EVERYONE = ({"system": CONFIDENTIALITY, "code": "R"}, {"system": ACT_CODE, "code": "CEL"})
PASSWORD = "a long pass phrase for tests"

Resource = dict[str, Any]


@dataclass
class Canaries:
    """Words that occur nowhere else, each with the group that it betrays, such as "foreign record"."""

    group_of: dict[str, str] = field(default_factory=dict)

    def new(self, group: str, where: str) -> str:
        """A word for one field: letters only, such as Zqhdkeuxpswx."""
        digest = hashlib.sha256(f"{group} {where}".encode()).digest()
        word = "Zq" + "".join(chr(97 + byte % 26) for byte in digest[:10]) + "wx"
        self.group_of[word.casefold()] = group
        return word


@dataclass
class Person:
    """A patient of the matrix with the ids of what was written about them."""

    name: str
    id: UUID
    facts: list[UUID] = field(default_factory=list)
    typed: str = ""


@dataclass
class World:
    """Everybody and everything that the probes need."""

    canaries: Canaries
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    ids: dict[str, list[Any]] = field(default_factory=dict)


def build() -> World:
    """The world of the matrix, inside the test's transaction."""
    prepare_first_day()
    world = World(Canaries())
    for name in ("related", "foreign", "ended", "other"):
        world.people[name] = _patient(world.canaries, name)
    world.people["known"] = _patient(world.canaries, "known", KNOWN_TO_EVERYONE)
    _plant_hidden(world)
    _accounts(world)
    _relations(world)
    _clients(world)
    _security_rows(world)
    return world


def _patient(canaries: Canaries, name: str, labels: Sequence[Resource] = ()) -> Person:
    group = f"{name} identity"

    def word(where: str) -> str:
        return canaries.new(group, where)

    family = word("family")
    resource: Resource = {
        "resourceType": "Patient",
        "name": [
            {"use": "official", "family": family, "given": [word("given")], "prefix": [word("prefix")]},
            {"use": "nickname", "given": [word("nickname")]},
        ],
        "gender": "female",
        "birthDate": "1968-03-14",
        "telecom": [{"system": "email", "value": f"{word('email')}@x.example"}],
        "address": [{"line": [word("street")], "city": word("city"), "text": word("address")}],
        "contact": [{"name": {"family": word("contact")}, "relationship": [{"text": word("relationship")}]}],
        "identifier": [{"system": "https://other.example/number", "value": word("number")}],
        "generalPractitioner": [{"display": word("practitioner")}],
    }
    if labels:
        resource["meta"] = {"security": list(labels)}
    with scope(SYSTEM, "test"):
        patient = add_patient(resource)
    person = Person(name, patient.id, typed=family[:-2])
    person.facts = _plant(canaries, person.id, f"{name} record", f"{name} allergy", {})
    return person


def _plant(canaries: Canaries, subject_id: UUID, group: str, allergy: str, label: Resource) -> list[UUID]:
    """One fact of every kind, with a canary in every field that holds words; gives their ids."""
    with scope(SYSTEM, "test"):
        subject = Subject.objects.get(id=subject_id)
        written = [
            add_fact(label | resource, subject_id=subject_id).id
            for resource in _facts(canaries, subject_id, group, allergy)
        ]
        encounter = label | _encounter(canaries, subject_id, group)
        return [*written, ENCOUNTERS.add(encounter, place_of_subject(subject)).id]


def _encounter(canaries: Canaries, subject_id: UUID, group: str) -> Resource:
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": ACT_CODE, "code": "AMB", "display": canaries.new(group, "class")},
        "type": [{"text": canaries.new(group, "visit")}],
        "reasonCode": [{"text": canaries.new(group, "reason")}],
        "subject": {"reference": f"Patient/{subject_id}", "display": canaries.new(group, "visitor")},
        "period": {"start": "2026-01-02T09:00:00Z", "end": "2026-01-02T09:30:00Z"},
    }


def _facts(canaries: Canaries, subject_id: UUID, group: str, allergy: str) -> list[Resource]:
    def word(where: str) -> str:
        return canaries.new(group, where)

    def concept(where: str, system: str = "", code: str = "") -> Resource:
        coding = [{"system": system, "code": code, "display": word(f"{where} display")}] if code else []
        return {"coding": coding, "text": word(where)} if coding else {"text": word(where)}

    def vaccine(where: str) -> str:
        return canaries.new(group.replace("record", "vaccine"), where)

    person = {"reference": f"Patient/{subject_id}"}
    loinc, snomed = "http://loinc.org", "http://snomed.info/sct"
    clinical = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
    active = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    at = "2026-01-02T10:00:00Z"
    return [
        {
            "resourceType": "AllergyIntolerance",
            "patient": person,
            "clinicalStatus": {"coding": [{"system": clinical, "code": "active"}]},
            "code": {"text": canaries.new(allergy, "substance")},
            "reaction": [{"manifestation": [{"text": canaries.new(allergy, "reaction")}]}],
            "note": [{"text": canaries.new(allergy, "note")}],
        },
        {
            "resourceType": "Condition",
            "subject": person,
            "clinicalStatus": {"coding": [{"system": active, "code": "active"}]},
            "code": concept("problem", snomed, "44054006"),
            "note": [{"text": word("problem note")}],
            "onsetDateTime": at,
        },
        {
            "resourceType": "Observation",
            "status": "final",
            "subject": person,
            "category": [{"coding": [{"system": f"{HL7}/observation-category", "code": "laboratory"}]}],
            "code": concept("result", loinc, "4548-4"),
            "effectiveDateTime": at,
            "valueString": word("result value"),
            "note": [{"text": word("result note")}],
            "performer": [{"display": word("performer")}],
        },
        {
            "resourceType": "Observation",
            "status": "final",
            "subject": person,
            "category": [{"coding": [{"system": f"{HL7}/observation-category", "code": "vital-signs"}]}],
            "code": concept("vital", loinc, "8867-4"),
            "effectiveDateTime": at,
            "valueQuantity": {"value": 72, "unit": "/min", "system": UCUM, "code": "/min"},
            "note": [{"text": word("vital note")}],
        },
        {
            "resourceType": "MedicationRequest",
            "status": "active",
            "intent": "order",
            "subject": person,
            "medicationCodeableConcept": concept("medicine"),
            "dosageInstruction": [{"text": word("dosage")}],
            "authoredOn": at,
        },
        {
            "resourceType": "Immunization",
            "status": "completed",
            "patient": person,
            "vaccineCode": {"text": vaccine("vaccine")},
            "occurrenceDateTime": at,
            "lotNumber": vaccine("lot"),
        },
        {
            "resourceType": "Procedure",
            "status": "completed",
            "subject": person,
            "code": concept("procedure"),
            "performedDateTime": at,
            "note": [{"text": word("procedure note")}],
        },
        {
            "resourceType": "DiagnosticReport",
            "status": "final",
            "subject": person,
            "code": concept("report"),
            "effectiveDateTime": at,
            "conclusion": word("conclusion"),
        },
        {
            "resourceType": "DocumentReference",
            "status": "current",
            "subject": person,
            "type": concept("document"),
            "description": word("description"),
            "date": at,
            "content": [
                {"attachment": {"contentType": "text/plain", "title": word("title"), "data": "U2Vuc2l0aXZl"}}
            ],
        },
        {
            "resourceType": "FamilyMemberHistory",
            "status": "completed",
            "patient": person,
            "relationship": concept("kin"),
            "condition": [{"code": concept("family condition")}],
        },
    ]


HL7 = "http://terminology.hl7.org/CodeSystem"
UCUM = "http://unitsofmeasure.org"


def _plant_hidden(world: World) -> None:
    """Very restricted and HIV entries in the related patient's record, and restricted ones of the foreign one."""
    related, foreign = world.people["related"], world.people["foreign"]
    for person, name, label in (
        (related, "related restricted", VERY_RESTRICTED),
        (related, "related sensitive", HIV),
        (foreign, "foreign record", VERY_RESTRICTED),
    ):
        person.facts += _plant(world.canaries, person.id, name, name, {"meta": {"security": [label]}})


def _accounts(world: World) -> None:
    with scope(SYSTEM, "test"):
        for role in ("patient", "reception", "doctor", "nurse", "privacy", "admin"):
            world.accounts[role] = _account(role, Role.objects.get(code=role))
        world.accounts["other patient"] = _account("other", Role.objects.get(code="patient"))
        world.accounts["no role"] = _account("norole", None)


def _account(name: str, role: Role | None) -> Account:
    made = add_account(
        email=f"{name}@matrix.example", display_name=name.title(), password=PASSWORD, is_demo=True
    )
    if role is not None:
        give_role(account_id=made.id, role_id=role.id)
        Account.objects.filter(id=made.id).update(is_patient=role.code == "patient")
    made.refresh_from_db()
    return made


def _relations(world: World) -> None:
    related, ended, other = (world.people[name].id for name in ("related", "ended", "other"))
    own, visit = Relation.Source.OWN_RECORD, Relation.Source.VISIT
    yesterday = clock.now() - timedelta(days=1)
    links = [("patient", related, own), ("other patient", other, own), ("reception", related, visit)]
    links += [(role, related, visit) for role in ("doctor", "nurse", "no role")]
    with scope(SYSTEM, "test"):
        for name, subject_id, source in links:
            relations.add_relation(party_id=world.accounts[name].id, subject_id=subject_id, source=source)
    with clock.held_at(yesterday - timedelta(days=1)), scope(SYSTEM, "test"):
        for name in ("doctor", "nurse"):
            relations.add_relation(
                party_id=world.accounts[name].id, subject_id=ended, source=visit, ends_at=yesterday
            )


def _clients(world: World) -> None:
    with scope(SYSTEM, "test"):
        client = add_client(name="Lab", client_id="matrix", secret="secret", granted=["system/*.cruds"])
    grants = {
        "patient token": ("patient", "patient/*.rs"),
        "doctor token": ("doctor", "user/*.rs"),
        "reception token": ("reception", "user/*.rs"),
        "admin token": ("admin", "user/*.rs"),
        "narrow program": (None, "system/Immunization.rs"),
    }
    for name, (account, granted) in grants.items():
        world.tokens[name] = _token(name, client.application, world.accounts.get(account or ""), granted)


def _token(name: str, application: Application, account: Account | None, granted: str) -> str:
    token = AccessToken(
        token=f"matrix-{name.replace(' ', '-')}",
        application=application,
        user=account,
        scope=granted,
        expires=timezone.now() + timedelta(hours=1),
    )
    token.save()
    return token.token


def _security_rows(world: World) -> None:
    nurse = actor_for(world.accounts["nurse"])
    ended = world.people["ended"].id
    opening = break_glass(
        nurse, subject_id=ended, reason="emergency", explanation="Opened before the matrix began"
    )
    with scope(SYSTEM, "test"):
        Relation.objects.filter(id=opening.relation_id).update(ends_at=clock.now())
    question = ask_about_access(
        actor_for(world.accounts["patient"]),
        subject_id=world.people["related"].id,
        about_day=clock.now().date(),
        question="Who was this?",
    )
    world.ids = {"break_glass_id": [opening.id], "question_id": [question.id]}
