"""A doctor, a nurse and a patient of theirs, for the tests of the chart."""

from typing import Any
from uuid import UUID

from django.test import Client

from florence.patients.actions.registration import register_patient
from florence.patients.policies import Permission as Patients
from florence.records.actions.facts import add_fact
from florence.records.policies import Permission
from florence.security.actors import Actor
from florence.security.models import Account, Relation, Role
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.web.identity import actor_for

SYSTEM = cast.SYSTEM

MARYAM = {
    "resourceType": "Patient",
    "name": [{"use": "official", "family": "Anderson", "given": ["Maryam"], "prefix": ["Mrs."]}],
    "gender": "female",
    "birthDate": "1968-03-14",
}
# What the form of an allergy sends.
PENICILLIN = {
    "substance": "penicillin",
    "reactions": ["anaphylaxis"],
    "severity": "severe",
    "verification": "confirmed",
    "status": "active",
    "tab": "allergies",
}
READING = (Permission.READ_RECORD, Patients.READ_IDENTITY)
WRITING = (
    Permission.RECORD_ALLERGY,
    Permission.RECORD_VITALS,
    Permission.RECORD_HISTORY,
    Permission.RECORD_DOCUMENT,
)


def doctor_role(**fields: Any) -> Role:
    """A role that reads and writes everything in the record."""
    return cast.role(
        "doctor",
        *READING,
        *WRITING,
        Permission.RECORD_PROBLEM,
        shelves=["identity", "emergency"],
        needs_second_factor=False,
        **fields,
    )


def nurse_role() -> Role:
    """A role that writes all but problems."""
    return cast.role(
        "nurse", *READING, *WRITING, shelves=["identity", "emergency"], needs_second_factor=False
    )


def patient(resource: dict[str, Any] = MARYAM) -> UUID:
    """A registered patient."""
    return register_patient(SYSTEM, resource=resource).id


def treated_by(account: Account, subject_id: UUID) -> Actor:
    """The actor of an account that treats the patient."""
    cast.relate(account.id, subject_id, Relation.Source.TREATING)
    return actor_for(account)


def signed_in(account: Account) -> Client:
    """A browser in which the account has signed in."""
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def fact(subject_id: UUID, resource_type: str, **elements: Any) -> UUID:
    """A stored fact about the patient; its subject is filled in."""
    reference = {"reference": f"Patient/{subject_id}"}
    named = {"AllergyIntolerance": "patient", "Immunization": "patient", "Binary": "securityContext"}.get(
        resource_type, "subject"
    )
    with scope(SYSTEM, "test.fact"):
        made = add_fact({"resourceType": resource_type, named: reference, **elements}, subject_id=subject_id)
    return made.id
