"""Registering a patient: the subject with its key, the Patient resource, a hospital number, and the search copy."""

from typing import Any
from uuid import UUID

from florence.foundation import clock, keys
from florence.foundation.blind import token_hash
from florence.foundation.identifiers import new_id
from florence.foundation.models import DataKey
from florence.patients import policies, search_copy
from florence.patients.models import Patient, PatientIdentifier
from florence.patients.numbers import next_hospital_number
from florence.patients.store import STORE
from florence.security import labels, relations
from florence.security.actors import Actor
from florence.security.doors import action, step
from florence.security.models import Relation, Subject
from florence.security.resource_store import HERE, Origin, place_of_subject

HOSPITAL_NUMBERS = "https://florence.example/hospital-number"
IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"
HOSPITAL_NUMBER = "MR"
ESTIMATED_BIRTH = "https://florence.example/fhir/StructureDefinition/estimated-birth-date"

Resource = dict[str, Any]


@action(may=policies.may_register_patient)
def register_patient(actor: Actor, *, resource: Resource) -> Patient:
    """Register the patient that the FHIR resource describes, with a new hospital number.

    Whoever registers has a relation by registration for 90 days. Gives the patient; its id is the subject's.
    """
    patient = add_patient(resource)
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
def add_patient(resource: Resource, *, row_id: UUID | None = None, origin: Origin = HERE) -> Patient:
    """Store a new patient with its subject, data key, identifiers and search copy."""
    subject = _add_subject(row_id or new_id(), resource)
    resource = _with_hospital_number(resource)
    patient = STORE.add(
        resource,
        place_of_subject(subject),
        row_id=subject.id,
        origin=origin,
        is_estimated_birth=_is_estimated(resource),
        is_unidentified=_is_unidentified(resource),
    )
    write_identifiers(patient, resource)
    search_copy.write(patient.id, resource)
    return patient


def write_identifiers(patient: Patient, resource: Resource) -> None:
    """Store every identifier of the resource that is not stored yet: sealed, with the hash that finds it."""
    known = set(PatientIdentifier.objects.filter(subject_id=patient.id).values_list("value_hash", flat=True))
    for position, identifier in enumerate(resource.get("identifier", ())):
        row = _identifier_row(patient, identifier, is_preferred=position == 0)
        if row is not None and row.value_hash not in known:
            row.save(force_insert=True)


def identifier_hash(system: str, value: str) -> int:
    """The keyed hash under which an identifier is found, whatever spaces and capitals it is typed with."""
    return token_hash("identifier", system, "".join(value.split()).casefold())


def _identifier_row(
    patient: Patient, identifier: dict[str, Any], *, is_preferred: bool
) -> PatientIdentifier | None:
    value = identifier.get("value")
    if not value:
        return None
    row = PatientIdentifier(
        subject_id=patient.id,
        system=identifier.get("system", ""),
        kind=_kind_of(identifier),
        key_id=patient.key_id,
        value_hash=identifier_hash(identifier.get("system", ""), value),
        is_preferred=is_preferred,
    )
    row.value = keys.cipher_for(patient.key_id).seal(
        value.encode(), table="patients_patientidentifier", column="value", row_id=row.id
    )
    return row


def _kind_of(identifier: dict[str, Any]) -> str:
    if identifier.get("system") == HOSPITAL_NUMBERS:
        return HOSPITAL_NUMBER
    codings = identifier.get("type", {}).get("coding", ())
    kind = codings[0].get("code", "") if codings else ""
    return f"other-{kind}" if kind == HOSPITAL_NUMBER else kind


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


def _is_estimated(resource: Resource) -> bool:
    return any(
        extension.get("url") == ESTIMATED_BIRTH and extension.get("valueBoolean") is True
        for extension in resource.get("_birthDate", {}).get("extension", ())
    )


def _is_unidentified(resource: Resource) -> bool:
    return any(name.get("use") == "temp" for name in resource.get("name", ()))
