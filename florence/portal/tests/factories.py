"""A patient with an account and a record, for the tests of the portal."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client

from florence.foundation import clock
from florence.patients.actions.registration import add_patient
from florence.records.actions.facts import add_fact
from florence.records.policies import Permission as Records
from florence.security.actors import Actor, system_actor
from florence.security.labels import RESTRICTED, SENSITIVE
from florence.security.models import Account, Relation, Role
from florence.security.policies import Permission as Security
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.web.identity import actor_for

SYSTEM = system_actor("test")
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
LOINC = "http://loinc.org"
MARYAM: dict[str, Any] = {
    "resourceType": "Patient",
    "name": [{"use": "official", "family": "Anderson", "given": ["Maryam"]}],
    "gender": "female",
    "birthDate": "1968-03-14",
}


@dataclass(frozen=True)
class Own:
    """A patient's account with the subject of the record."""

    account: Account
    subject_id: UUID

    @property
    def actor(self) -> Actor:
        """The actor the account is."""
        return actor_for(self.account)

    def client(self) -> Client:
        """A browser in which the patient has signed in."""
        client = Client()
        client.force_login(self.account)
        return client


def patient_role() -> Role:
    """The role that reads the own record."""
    found = Role.objects.filter(code="patient").first()
    if found is not None:
        return found
    return Role.objects.create(
        code="patient",
        name="Patient",
        permissions=[Records.READ_OWN_RECORD, Records.COPY_OWN_RECORD, Security.READ_OWN_ACCESS],
        level=RESTRICTED,
        categories=sorted(SENSITIVE),
        needs_second_factor=False,
    )


def own_patient(name: str = "maryam", resource: dict[str, Any] | None = None) -> Own:
    """A patient with an account of the own record."""
    account = cast.account(name, patient_role())
    with scope(SYSTEM, "test.patient"):
        subject_id = add_patient(resource or MARYAM).id
    cast.relate(account.id, subject_id, Relation.Source.OWN_RECORD)
    Account.objects.filter(id=account.id).update(is_patient=True)
    account.refresh_from_db()
    return Own(account, subject_id)


def write(own: Own, resource: dict[str, Any]) -> UUID:
    """Put a fact into the record."""
    kind = resource["resourceType"]
    link = "patient" if kind in ("AllergyIntolerance", "Immunization") else "subject"
    with scope(SYSTEM, "test.write"):
        about = {link: {"reference": f"Patient/{own.subject_id}"}}
        return add_fact({**resource, **about}, subject_id=own.subject_id).id


def ago(**difference: int) -> datetime:
    """A moment before now."""
    return clock.now() - timedelta(**difference)


def result(code: str, name: str, value: float, unit: str, at: datetime, **more: Any) -> dict[str, Any]:
    """A laboratory result."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [_coded("observation-category", "laboratory")],
        "code": {"coding": [{"system": LOINC, "code": code, "display": name}], "text": name},
        "effectiveDateTime": at.isoformat(),
        "valueQuantity": {
            "value": value,
            "unit": unit,
            "system": "http://unitsofmeasure.org",
            "code": unit,
        },
        **more,
    }


def potassium(value: float, at: datetime, **more: Any) -> dict[str, Any]:
    """A result of potassium in mmol/L."""
    return result("2823-3", "Potassium [Moles/volume] in Serum or Plasma", value, "mmol/L", at, **more)


def allergy(substance: str, reaction: str, severity: str = "severe") -> dict[str, Any]:
    """An allergy."""
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": _coded("allergyintolerance-clinical", "active"),
        "verificationStatus": _coded("allergyintolerance-verification", "confirmed"),
        "code": {"text": substance},
        "reaction": [{"manifestation": [{"text": reaction}], "severity": severity}],
    }


def medicine(name: str, directions: str, status: str = "active") -> dict[str, Any]:
    """A prescription."""
    return {
        "resourceType": "MedicationRequest",
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": {"text": name},
        "authoredOn": ago(days=100).isoformat(),
        "dosageInstruction": [{"text": directions}],
    }


def condition(code: str, name: str) -> dict[str, Any]:
    """An illness."""
    return {
        "resourceType": "Condition",
        "clinicalStatus": _coded("condition-clinical", "active"),
        "verificationStatus": _coded("condition-ver-status", "confirmed"),
        "code": {
            "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code, "display": name}],
            "text": name,
        },
        "onsetDateTime": "2023-04-12",
    }


def note(title: str, words: str) -> dict[str, Any]:
    """A signed note."""
    return {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "Progress note"},
        "date": ago(days=3).isoformat(),
        "author": [{"display": "Dr Amira Haddad"}],
        "title": title,
        "section": [
            {
                "title": "Plan",
                "text": {
                    "status": "generated",
                    "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{words}</p></div>',
                },
            }
        ],
    }


def labelled(resource: dict[str, Any], level: str, *categories: str) -> dict[str, Any]:
    """The resource with a label of confidentiality and sensitive categories."""
    codings = [{"system": f"{TERMINOLOGY}/v3-Confidentiality", "code": level}]
    codings += [{"system": f"{TERMINOLOGY}/v3-ActCode", "code": category} for category in categories]
    return {**resource, "meta": {"security": codings}}


def full_record(own: Own) -> None:
    """A record with something in most parts."""
    write(own, allergy("Penicillin", "Anaphylaxis"))
    write(
        own, medicine("24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet", "2 in the evening")
    )
    write(own, condition("I10", "Essential (primary) hypertension"))
    for days, value in ((200, 4.1), (100, 4.6), (1, 5.9)):
        write(own, potassium(value, ago(days=days)))
    write(own, note("Clinic", "Drink more water."))


def _coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": f"{TERMINOLOGY}/{system}", "code": code}]}
