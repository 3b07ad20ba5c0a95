"""Writing down who stands around a patient."""

from uuid import UUID

from django.utils.translation import gettext as _

from florence.foundation import live
from florence.patients import policies
from florence.patients.actions import history_notes
from florence.patients.models import RelatedPerson
from florence.patients.rules.people_around import PersonAround, as_related_person
from florence.patients.store import AROUND
from florence.security import relations
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action
from florence.security.resource_store import place_of_subject


class NobodyThere(ActionError):
    """There is no such person around this patient."""


@action(may=policies.may_change_identity, subject="subject_id")
def add_person_around(
    actor: Actor, *, subject_id: UUID, person: PersonAround, reason: str, row_id: UUID | None = None
) -> RelatedPerson:
    """Add somebody around the patient, with the reason; with a `row_id` that was used before nothing happens."""
    known = AROUND.rows.filter(id=row_id, subject_id=subject_id).first() if row_id else None
    if known is not None:
        return known
    history_notes.note_reason(reason)
    subject = relations.get_subject(subject_id)
    row = AROUND.add(as_related_person(subject_id, person), place_of_subject(subject), row_id=row_id)
    live.announce(f"patient-{subject.person_id}")
    return row


@action(may=policies.may_change_identity, subject="subject_id")
def remove_person_around(
    actor: Actor, *, subject_id: UUID, row_id: UUID, reason: str, expected_version: int
) -> RelatedPerson:
    """Take somebody out; the entry stays, no longer active. Raises NobodyThere, VersionConflict."""
    row = AROUND.rows.filter(id=row_id).first()
    person_id = relations.person_of(subject_id)
    if row is None or row.subject is None or row.subject.person_id != person_id:
        raise NobodyThere(_("There is no such person around this patient."))
    history_notes.note_reason(reason)
    ended = AROUND.content(row) | {"active": False}
    row = AROUND.change(row_id, ended, place_of_subject(row.subject), expected_version=expected_version)
    live.announce(f"patient-{person_id}")
    return row
