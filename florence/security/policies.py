"""The permissions of security, and who may do what with rights, logs and sealed records."""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from florence.security import relations
from florence.security.actors import Actor
from florence.security.decisions import ALLOWED, Decision, refuse
from florence.security.models import Relation
from florence.security.territory import territory_of


class Permission(StrEnum):
    """What a role can allow in security."""

    MANAGE_ACCOUNTS = "security.manage_accounts"
    MANAGE_ROLES = "security.manage_roles"
    MANAGE_PLACES = "security.manage_session_limits"
    MANAGE_WORKSTATIONS = "security.manage_workstations"
    READ_ACCESS_LOG = "security.read_access_log"
    READ_ACTIVITIES = "security.read_activities"
    REVIEW_BREAK_GLASS = "security.review_break_glass"
    ANSWER_QUESTIONS = "security.answer_access_questions"
    BREAK_GLASS = "security.break_glass"
    READ_OWN_ACCESS = "security.read_own_access"
    ERASE_RECORDS = "security.erase_records"


def permitted(actor: Actor, permission: str) -> Decision:
    """Whether one of the actor's roles gives the permission."""
    if actor.has(permission):
        return ALLOWED
    return refuse(_("Your role does not include this. Your administrator can add it."))


def permitted_at(actor: Actor, permission: str, unit_ids: Iterable[UUID | None]) -> Decision:
    """Whether a role gives the permission for every one of the units; None is what belongs to the whole house."""
    decision = permitted(actor, permission)
    if not decision:
        return decision
    held = territory_of(actor, permission)
    if all(unit_id in held for unit_id in unit_ids):
        return ALLOWED
    return refuse(
        _(
            "Your role includes this only within your department. Ask an administrator who holds it for the "
            "whole house."
        )
    )


def related(actor: Actor, subject_id: UUID) -> Decision:
    """Whether the actor reaches the subject's record by a relation or by its reach."""
    person_id = relations.person_of(subject_id)
    if person_id is not None and relations.reaches(actor, person_id):
        return ALLOWED
    return refuse(_("You have no relation to this patient."))


def related_for_writing(actor: Actor, subject_id: UUID) -> Decision:
    """Whether the actor may write into the subject's record: by any relation but emergency access alone."""
    person_id = relations.person_of(subject_id)
    by = relations.reaches(actor, person_id) if person_id is not None else ""
    if by == Relation.Source.BREAK_GLASS:
        return refuse(
            _(
                "Emergency access is for reading and urgent orders. Ask someone of the care team to write this."
            )
        )
    return ALLOWED if by else refuse(_("You have no relation to this patient."))


def shown_as_writer(subject_id: UUID) -> bool:
    """What `related_for_writing` will say to the scope's actor, from what the page has looked up already."""
    reach = relations.look_up(subject_id)
    return reach is not None and reach.by not in ("", Relation.Source.BREAK_GLASS)


def first_refusal(*decisions: Decision) -> Decision:
    """The first no among decisions, or yes."""
    return next((decision for decision in decisions if not decision), ALLOWED)


def may_manage_roles(actor: Actor, **_words: object) -> Decision:
    """Administrators."""
    return permitted(actor, Permission.MANAGE_ROLES)


def may_set_limits(actor: Actor, **_words: object) -> Decision:
    """Administrators."""
    return permitted(actor, Permission.MANAGE_PLACES)


def may_manage_workstations(actor: Actor, **_words: object) -> Decision:
    """Administrators."""
    return permitted(actor, Permission.MANAGE_WORKSTATIONS)


def may_come_back(actor: Actor, **_words: object) -> Decision:
    """The page of a workstation itself, where nobody is signed in: the PIN decides."""
    return ALLOWED if actor.kind == "system" else refuse(_("Type your PIN at the workstation."))


def may_break_glass(actor: Actor, *, subject_id: UUID, **_words: object) -> Decision:
    """Clinicians, for a record that they do not reach otherwise."""
    decision = permitted(actor, Permission.BREAK_GLASS)
    if not decision:
        return decision
    if related(actor, subject_id):
        return refuse(_("You already have access to this record."))
    return ALLOWED


def may_explain_break_glass(actor: Actor, **_words: object) -> Decision:
    """Those who may open records in an emergency; that it was the own one, the act looks after."""
    return permitted(actor, Permission.BREAK_GLASS)


def may_review_break_glass(actor: Actor, **_words: object) -> Decision:
    """Privacy officers; that nobody reviews an opening of their own is kept by the table."""
    return permitted(actor, Permission.REVIEW_BREAK_GLASS)


def may_read_log(actor: Actor, **_words: object) -> Decision:
    """Privacy officers."""
    return permitted(actor, Permission.READ_ACCESS_LOG)


def may_ask_about_access(actor: Actor, *, subject_id: UUID, **_words: object) -> Decision:
    """Patients about their own record, and those who act for them."""
    return first_refusal(permitted(actor, Permission.READ_OWN_ACCESS), related(actor, subject_id))


def may_answer_question(actor: Actor, **_words: object) -> Decision:
    """Privacy officers."""
    return permitted(actor, Permission.ANSWER_QUESTIONS)


def may_erase(actor: Actor, **_words: object) -> Decision:
    """Privacy officers with the right to erase."""
    return permitted(actor, Permission.ERASE_RECORDS)


def may_keep_own(actor: Actor, **_words: object) -> Decision:
    """Everyone with an account, for the own settings and drafts."""
    return ALLOWED if actor.kind == "account" else refuse(_("Sign in first."))


def may_keep_draft(actor: Actor, *, subject_id: UUID | None = None, **_words: object) -> Decision:
    """Everyone with an account; about a patient only those who may see some of that patient's record."""
    decision = may_keep_own(actor)
    if not decision or subject_id is None:
        return decision
    person_id = relations.person_of(subject_id)
    if person_id is not None and (actor.shelves or relations.reaches(actor, person_id)):
        return ALLOWED
    return refuse(_("You have no relation to this patient."))
