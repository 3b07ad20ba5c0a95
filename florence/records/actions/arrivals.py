"""Somebody arrives in an emergency and nobody knows who it is: patient, visit and what was said, in one act."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.patients.actions.registration import add_patient, hospital_number, registered_by_form
from florence.patients.models import Patient
from florence.patients.numbers import next_hospital_number
from florence.patients.rules import patient_resource, placeholders
from florence.records import policies
from florence.records.actions.authors import author_of
from florence.records.actions.entries import coded, now_text
from florence.records.actions.facts import add_fact, refuse_invalid
from florence.records.models import Encounter
from florence.records.store import ENCOUNTERS
from florence.security import relations
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action, step
from florence.security.models import Relation, Subject
from florence.security.resource_store import place_of_subject
from florence.terminology.systems import ALLERGY_CLINICAL, ALLERGY_VERIFICATION

Content = dict[str, Any]

ACT_CODES = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
MODES_OF_ARRIVAL = "http://terminology.hl7.org/CodeSystem/v2-0430"
MODE_OF_ARRIVAL = "http://hl7.org/fhir/StructureDefinition/encounter-modeOfArrival"
"""The extension of FHIR R4, bound to HL7 v2 table 0430."""

MODES = ("A", "C", "F", "H", "P", "O", "U")
"""Ambulance, car, on foot, helicopter, public transport, other, unknown (HL7 v2 table 0430)."""


@dataclass(frozen=True)
class Arrival:
    """What is seen and said: `born` is a FHIR date reckoned from a guessed age, or "".

    `mode` is a code of HL7 v2 table 0430, or "". Empty `allergies` mean that they are not known, which is recorded
    as nothing: only somebody who was asked can have none.
    """

    sex: str
    complaint: str
    born: str = ""
    mode: str = ""
    allergies: str = ""
    marks: str = ""


class ArrivalIncomplete(ActionError):
    """Something without which nobody can be received is missing; `field` names it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@action(may=policies.may_register_arrival)
def register_arrival(actor: Actor, *, arrival: Arrival, row_id: UUID) -> Patient:
    """Register somebody unknown under a placeholder with an emergency visit that has begun; gives the patient.

    Whoever receives has a relation for 90 days: by the visit with the right to read records, else by registration.
    With a `row_id` that was registered before nothing happens: a form sent twice registers once. Raises
    ArrivalIncomplete.
    """
    _refuse_incomplete(arrival)
    known = registered_by_form(row_id)
    if known is not None:
        return known
    patient = add_patient(_unknown_patient(arrival), row_id=row_id)
    _relate(actor, patient.id)
    encounter = _begin_visit(patient.id, arrival)
    if arrival.allergies.strip():
        said = _allergy(actor, patient.id, encounter, arrival.allergies.strip())
        add_fact(said, subject_id=patient.id, encounter=encounter)
    return patient


def _refuse_incomplete(arrival: Arrival) -> None:
    if arrival.sex not in {"female", "male", "other", "unknown"}:
        raise ArrivalIncomplete("sex", _("Choose the sex, or “Not known”"))
    if not arrival.complaint.strip():
        raise ArrivalIncomplete(
            "complaint", _("Write in a few words what happened, like “found unconscious”")
        )
    if arrival.mode and arrival.mode not in MODES:
        raise ArrivalIncomplete("mode", _("Choose the way of arrival from the list"))


def _unknown_patient(arrival: Arrival) -> Content:
    number = next_hospital_number()
    made: Content = {
        "resourceType": "Patient",
        "active": True,
        "identifier": [hospital_number(number)],
        "name": [placeholders.placeholder_name(arrival.sex, number)],
    }
    made = patient_resource.with_birth_and_sex(
        made, born=arrival.born, is_estimated=bool(arrival.born), sex=arrival.sex
    )
    return placeholders.with_marks(made, arrival.marks.strip())


@step
def _relate(actor: Actor, subject_id: UUID) -> None:
    if actor.id is None:
        return
    is_clinical = actor.has(policies.Permission.READ_RECORD)
    relations.add_relation(
        party_id=actor.id,
        subject_id=subject_id,
        source=Relation.Source.VISIT if is_clinical else Relation.Source.REGISTRATION,
        ends_at=clock.now() + relations.AFTER_LAST_CONTACT,
        created_by=actor.id,
    )


@step
def _begin_visit(subject_id: UUID, arrival: Arrival) -> Encounter:
    resource: Content = {
        "resourceType": "Encounter",
        "status": "in-progress",
        "class": {"system": ACT_CODES, "code": "EMER"},
        "subject": {"reference": f"Patient/{subject_id}"},
        "period": {"start": now_text()},
        "reasonCode": [{"text": arrival.complaint.strip()}],
    }
    if arrival.mode:
        mode = {"system": MODES_OF_ARRIVAL, "code": arrival.mode}
        resource["extension"] = [{"url": MODE_OF_ARRIVAL, "valueCoding": mode}]
    refuse_invalid(resource)
    return ENCOUNTERS.add(resource, place_of_subject(Subject.objects.get(id=subject_id)))


def _allergy(actor: Actor, subject_id: UUID, encounter: Encounter, said: str) -> Content:
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": coded(ALLERGY_CLINICAL, "active"),
        "verificationStatus": coded(ALLERGY_VERIFICATION, "unconfirmed"),
        "code": {"text": said},
        "patient": {"reference": f"Patient/{subject_id}"},
        "encounter": {"reference": f"Encounter/{encounter.id}"},
        "recordedDate": now_text(),
        "recorder": author_of(actor),
    }
