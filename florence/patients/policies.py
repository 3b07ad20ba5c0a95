"""The permissions of registration and search."""

from enum import StrEnum
from uuid import UUID

from florence.security.actors import Actor
from florence.security.decisions import ALLOWED, Decision
from florence.security.models import Subject
from florence.security.policies import first_refusal, permitted, related_for_writing


class Permission(StrEnum):
    """What a role can allow with identity data."""

    SEARCH_PATIENTS = "patients.search_patients"
    READ_IDENTITY = "patients.read_identity"
    REGISTER_PATIENT = "patients.register_patient"
    CHANGE_IDENTITY = "patients.change_identity"
    LINK_RECORDS = "patients.link_records"
    PROPOSE_MERGE = "patients.propose_merge"
    APPROVE_MERGE = "patients.approve_merge"


def may_register_patient(actor: Actor, **_words: object) -> Decision:
    """Those who hold the desk's permission."""
    return permitted(actor, Permission.REGISTER_PATIENT)


def may_change_identity(actor: Actor, *, subject_id: UUID, **_words: object) -> Decision:
    """Those who hold the permission, for anyone whose identity they reach."""
    return _with_identity(actor, Permission.CHANGE_IDENTITY, subject_id)


def may_link_records(actor: Actor, *, subject_id: UUID, other_id: UUID, **_words: object) -> Decision:
    """Those who hold the permission, for two people whose identity they reach."""
    return first_refusal(
        _with_identity(actor, Permission.LINK_RECORDS, subject_id),
        _with_identity(actor, Permission.LINK_RECORDS, other_id),
    )


def may_propose_merge(actor: Actor, *, subject_id: UUID, merged_id: UUID, **_words: object) -> Decision:
    """Those who hold the permission, for two people whose identity they reach."""
    return first_refusal(
        _with_identity(actor, Permission.PROPOSE_MERGE, subject_id),
        _with_identity(actor, Permission.PROPOSE_MERGE, merged_id),
    )


def may_withdraw_merge(actor: Actor, *, subject_id: UUID, **_words: object) -> Decision:
    """Those who may propose a merge, and those who may approve one."""
    if actor.has(Permission.APPROVE_MERGE):
        return ALLOWED
    return _with_identity(actor, Permission.PROPOSE_MERGE, subject_id)


def may_approve_merge(actor: Actor, **_words: object) -> Decision:
    """Those who hold the permission; that the proposal is another's is a constraint of the table."""
    return permitted(actor, Permission.APPROVE_MERGE)


def may_know_of(actor: Actor, subject: Subject) -> bool:
    """Whether the labels of a record let the actor know that it exists."""
    return actor.level >= subject.level and actor.categories.issuperset(subject.categories)


def _with_identity(actor: Actor, permission: str, subject_id: UUID) -> Decision:
    decision = permitted(actor, permission)
    if not decision:
        return decision
    return ALLOWED if "identity" in actor.shelves else related_for_writing(actor, subject_id)
