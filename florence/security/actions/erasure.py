"""Erasing a patient: the data key is destroyed, and with it every sealed word in the database and its copies."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from florence.foundation import clock, keys
from florence.foundation.events import Event, publish
from florence.security import policies
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action
from florence.security.models import Subject


class ErasureRefused(ActionError):
    """The record was not erased; the sentence says why."""


@dataclass(frozen=True)
class SubjectErasing(Event):
    """A subject is about to be erased; slices drop what is not sealed, or refuse by raising."""

    subject_id: UUID


@action(may=policies.may_erase, subject="subject_id")
def erase_subject(actor: Actor, *, subject_id: UUID) -> None:
    """Erase a patient for ever, with all records of that person; raises ErasureRefused for one erased already.

    A record that was merged into another has left it rows that its own key has sealed: none may stay readable.

    Rows, codes and dates stay under the pseudonym, so that the log and the figures still add up.
    """
    subject = Subject.objects.select_for_update().filter(id=subject_id).first()
    if subject is None or subject.erased_at is not None:
        raise ErasureRefused(_("This record has been erased already."))
    for each in (
        Subject.objects.select_for_update().filter(person_id=subject.person_id, erased_at=None).order_by("id")
    ):
        publish(SubjectErasing(each.id))
        each.erased_at = clock.now()
        each.save(update_fields=["erased_at"])
        keys.destroy_keys(each.id)
