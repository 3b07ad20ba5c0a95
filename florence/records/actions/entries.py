"""What changing any entry of a record needs: the locked row of this person's, codes and notes."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.records.models import Resource
from florence.records.store import FACTS
from florence.security import relations
from florence.security.actions.drafts import discard_draft
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import step

Content = dict[str, Any]


class NoSuchEntry(ActionError):
    """The record holds no such entry."""


@step
def lock_own(subject_id: UUID, entry_id: UUID, resource_type: str) -> Resource:
    """The locked row of an entry of this person's; raises NoSuchResource, also for an entry of another's."""
    row = FACTS.lock(entry_id)
    if row.type != resource_type or row.subject_id not in subjects_with(subject_id):
        raise NoSuchEntry(_("There is no such entry in this record."))
    return row


def subjects_with(subject_id: UUID) -> list[UUID]:
    """The subject and every other record of the same person."""
    person_id = relations.person_of(subject_id)
    return relations.subjects_of(person_id) if person_id else [subject_id]


def coded(system: str, code: str) -> Content:
    """A CodeableConcept of one code."""
    return {"coding": [{"system": system, "code": code}]}


def note_by(writer: Actor, words: str) -> Content:
    """An Annotation by the writer."""
    return {
        "authorString": writer.display,
        "time": clock.now().isoformat(timespec="seconds"),
        "text": words.strip(),
    }


def now_text() -> str:
    """The present moment as FHIR writes it, to the second."""
    return clock.now().isoformat(timespec="seconds")


@step
def forget_draft(actor: Actor, form: str, subject_id: UUID) -> None:
    """Throw away the actor's draft of a form that is saved now; programs have none."""
    if actor.kind == "account" and actor.id is not None:
        discard_draft(actor, form=form, subject_id=subject_id)
