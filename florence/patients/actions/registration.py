"""Registering a patient: the subject with its key, the Patient resource, a hospital number, and the search copy."""

from typing import Any
from uuid import UUID

from django.db import connection

from florence.foundation import clock, keys
from florence.foundation.blind import token_hash
from florence.foundation.identifiers import new_id
from florence.foundation.models import DataKey
from florence.patients import policies, search_copy
from florence.patients.models import Patient, PatientIdentifier
from florence.patients.numbers import identifier_hash, next_hospital_number
from florence.patients.queries.search import bare_hash
from florence.patients.rules.births import is_estimated
from florence.patients.rules.identifiers import HOSPITAL_NUMBER, HOSPITAL_NUMBERS, IDENTIFIER_TYPES, kind_of
from florence.patients.store import STORE
from florence.security import labels, relations
from florence.security.actors import Actor
from florence.security.doors import action, step
from florence.security.models import Relation, Subject
from florence.security.resource_store import HERE, Origin, place_of_subject

Resource = dict[str, Any]


@action(may=policies.may_register_patient)
def register_patient(actor: Actor, *, resource: Resource, row_id: UUID | None = None) -> Patient:
    """Register the patient that the FHIR resource describes, with a new hospital number.

    Whoever registers has a relation by registration for 90 days. Gives the patient; its id is the subject's.
    With a `row_id` that was registered before nothing happens: a form that is sent twice registers once.
    """
    known = registered_by_form(row_id) if row_id is not None else None
    if known is not None:
        return known
    patient = add_patient(resource, row_id=row_id)
    if actor.id is not None:
        relations.add_relation(
            party_id=actor.id,
            subject_id=patient.id,
            source=Relation.Source.REGISTRATION,
            ends_at=clock.now() + relations.AFTER_LAST_CONTACT,
            created_by=actor.id,
        )
    return patient


@step
def registered_by_form(row_id: UUID) -> Patient | None:
    """Whom the form of that key has registered already, once whoever sends it at this moment has finished."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [token_hash("registration", str(row_id))])
    return STORE.rows.filter(id=row_id).first()


@step
def add_patient(resource: Resource, *, row_id: UUID | None = None, origin: Origin = HERE) -> Patient:
    """Store a new patient with its subject, data key, identifiers and search copy."""
    subject = _add_subject(row_id or new_id(), resource)
    resource = _with_hospital_number(resource)
    patient = STORE.add(
        resource,
        place_of_subject(subject),
        row_id=subject.id,
        origin=origin,
        is_estimated_birth=is_estimated(resource),
        is_unidentified=is_unidentified(resource),
    )
    write_identifiers(patient, resource)
    search_copy.write(patient.id, resource)
    return patient


@step
def write_identifiers(patient: Patient, resource: Resource) -> None:
    """Bring the patient's rows of identifiers to what the resource holds.

    Values are stored sealed, with the hashes that find them. What the resource no longer has is voided, not deleted.
    """
    stored = {row.value_hash: row for row in PatientIdentifier.objects.filter(subject_id=patient.id)}
    wanted = {row.value_hash: row for row in reversed(_identifier_rows(patient, resource))}
    for value_hash, row in stored.items():
        if value_hash in wanted:
            row.is_preferred, row.voided_at = wanted[value_hash].is_preferred, None
        elif row.voided_at is None:
            row.is_preferred, row.voided_at = False, clock.now()
        row.save()
    PatientIdentifier.objects.bulk_create(
        row for value_hash, row in wanted.items() if value_hash not in stored
    )


def _identifier_rows(patient: Patient, resource: Resource) -> list[PatientIdentifier]:
    identifiers = [identifier for identifier in resource.get("identifier", ()) if identifier.get("value")]
    official = [place for place, identifier in enumerate(identifiers) if identifier.get("use") == "official"]
    preferred = official[0] if official else 0
    return [
        _identifier_row(patient, identifier, is_preferred=place == preferred)
        for place, identifier in enumerate(identifiers)
    ]


def _identifier_row(patient: Patient, identifier: dict[str, Any], *, is_preferred: bool) -> PatientIdentifier:
    value = identifier["value"]
    row = PatientIdentifier(
        subject_id=patient.id,
        system=identifier.get("system", ""),
        kind=kind_of(identifier),
        key_id=patient.key_id,
        value_hash=identifier_hash(identifier.get("system", ""), value),
        bare_hash=bare_hash(value),
        is_preferred=is_preferred,
    )
    row.value = keys.cipher_for(patient.key_id).seal(
        value.encode(), table="patients_patientidentifier", column="value", row_id=row.id
    )
    return row


def _add_subject(subject_id: UUID, resource: Resource) -> Subject:
    level, categories = labels.labels_of(resource)
    key = keys.create_key(subject_id, DataKey.Purpose.SUBJECT)
    return Subject.objects.create(
        id=subject_id,
        person_id=subject_id,
        key=key,
        level=level,
        categories=categories,
        created_at=clock.now(),
    )


def _with_hospital_number(resource: Resource) -> Resource:
    known = resource.get("identifier", [])
    if any(identifier.get("system") == HOSPITAL_NUMBERS for identifier in known):
        return resource
    return {**resource, "identifier": [hospital_number(next_hospital_number()), *known]}


def hospital_number(value: str) -> dict[str, Any]:
    """A hospital number as a FHIR Identifier."""
    return {
        "use": "official",
        "type": {"coding": [{"system": IDENTIFIER_TYPES, "code": HOSPITAL_NUMBER}]},
        "system": HOSPITAL_NUMBERS,
        "value": value,
    }


def is_unidentified(resource: Resource) -> bool:
    """Whether the patient carries a placeholder instead of a name."""
    return any(name.get("use") == "temp" for name in resource.get("name", ()))
