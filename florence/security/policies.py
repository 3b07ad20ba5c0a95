"""The permissions of security, and who may do what with rights, logs and sealed records."""

from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from florence.security import relations
from florence.security.actors import Actor
from florence.security.decisions import ALLOWED, Decision, refuse


class Permission(StrEnum):
    """What a role can allow in security."""

    MANAGE_ACCOUNTS = "security.manage_accounts"
    MANAGE_ROLES = "security.manage_roles"
    MANAGE_PLACES = "security.manage_session_limits"
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


def related(actor: Actor, subject_id: UUID) -> Decision:
    """Whether the actor reaches the subject's record by a relation or by its reach."""
    person_id = relations.person_of(subject_id)
    if person_id is not None and relations.reaches(actor, person_id):
        return ALLOWED
    return refuse(_("You have no relation to this patient."))


def first_refusal(*decisions: Decision) -> Decision:
    """The first no among decisions, or yes."""
    return next((decision for decision in decisions if not decision), ALLOWED)
