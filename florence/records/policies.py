"""The permissions of the record, and who may write what into whose."""

from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from florence.security import relations
from florence.security.actors import Actor
from florence.security.decisions import ALLOWED, Decision, refuse
from florence.security.policies import first_refusal, permitted, related_for_writing


class Permission(StrEnum):
    """What a role can allow with the clinical record."""

    READ_RECORD = "records.read_record"
    RECORD_ALLERGY = "records.record_allergy"
    RECORD_PROBLEM = "records.record_problem"
    RECORD_VITALS = "records.record_vitals"
    RECORD_HISTORY = "records.record_history"
    RECORD_DOCUMENT = "records.record_document"
    REGISTER_ARRIVAL = "records.register_arrival"
    READ_OWN_RECORD = "records.read_own_record"
    COPY_OWN_RECORD = "records.copy_own_record"
    EXCHANGE_RECORDS = "records.exchange_records"


def may_record_allergy(actor: Actor, *, subject_id: UUID, **_words: object) -> Decision:
    """Clinicians with a care relation to the patient."""
    return _may_write(actor, Permission.RECORD_ALLERGY, subject_id)


def may_record_problem(actor: Actor, *, subject_id: UUID, **_words: object) -> Decision:
    """Doctors with a care relation to the patient."""
    return _may_write(actor, Permission.RECORD_PROBLEM, subject_id)


def may_record_vitals(actor: Actor, *, subject_id: UUID, **_words: object) -> Decision:
    """Clinicians with a care relation to the patient."""
    return _may_write(actor, Permission.RECORD_VITALS, subject_id)


def may_record_history(actor: Actor, *, subject_id: UUID, **_words: object) -> Decision:
    """Clinicians with a care relation to the patient."""
    return _may_write(actor, Permission.RECORD_HISTORY, subject_id)


def may_record_document(actor: Actor, *, subject_id: UUID, **_words: object) -> Decision:
    """Clinicians with a care relation to the patient."""
    return _may_write(actor, Permission.RECORD_DOCUMENT, subject_id)


def may_register_arrival(actor: Actor, **_words: object) -> Decision:
    """Those who receive people: the desk and clinicians."""
    return permitted(actor, Permission.REGISTER_ARRIVAL)


def may_copy_record(actor: Actor, *, subject_id: UUID, **_words: object) -> Decision:
    """Patients, of their own record: no other relation gives a copy to take away."""
    return first_refusal(permitted(actor, Permission.COPY_OWN_RECORD), _is_own(actor, subject_id))


def may_exchange(actor: Actor, **_words: object) -> Decision:
    """Programs with a client of their own, and the product itself."""
    return permitted(actor, Permission.EXCHANGE_RECORDS)


def _is_own(actor: Actor, subject_id: UUID) -> Decision:
    own, person_id = relations.own_record(actor), relations.person_of(subject_id)
    if own is None or own[1] != person_id:
        return refuse(_("You can only get a copy of your own record."))
    return ALLOWED


def _may_write(actor: Actor, permission: Permission, subject_id: UUID) -> Decision:
    return first_refusal(permitted(actor, permission), related_for_writing(actor, subject_id))
