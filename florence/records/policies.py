"""The permissions of the record, and who may write what into whose."""

from enum import StrEnum
from uuid import UUID

from florence.security.actors import Actor
from florence.security.decisions import Decision
from florence.security.policies import first_refusal, permitted, related_for_writing


class Permission(StrEnum):
    """What a role can allow with the clinical record."""

    READ_RECORD = "records.read_record"
    RECORD_ALLERGY = "records.record_allergy"
    RECORD_PROBLEM = "records.record_problem"
    RECORD_VITALS = "records.record_vitals"
    RECORD_HISTORY = "records.record_history"
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


def may_copy_record(actor: Actor, *, subject_id: UUID, **_words: object) -> Decision:
    """Patients, of their own record."""
    return _may_write(actor, Permission.COPY_OWN_RECORD, subject_id)


def may_exchange(actor: Actor, **_words: object) -> Decision:
    """Programs with a client of their own, and the product itself."""
    return permitted(actor, Permission.EXCHANGE_RECORDS)


def _may_write(actor: Actor, permission: Permission, subject_id: UUID) -> Decision:
    return first_refusal(permitted(actor, permission), related_for_writing(actor, subject_id))
