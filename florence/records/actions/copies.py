"""Handing out a copy of a record."""

from uuid import UUID

from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.records import policies
from florence.records.queries.copies import read_copy
from florence.records.reading.copies import PARTS, CopyWish, RecordCopy
from florence.security import relations
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action


class CopyRefused(ActionError):
    """The copy was not made; the sentence says why."""

    field = "parts"


@action(may=policies.may_copy_record, subject="subject_id")
def copy_record(actor: Actor, *, subject_id: UUID, wish: CopyWish, most: int | None = None) -> RecordCopy:
    """A copy of what the actor may see of a record.

    Raises CopyRefused when nothing is wished for, or when there are more than `most` entries, as for a print that
    nobody would read.
    """
    if not wish.parts & frozenset(PARTS):
        raise CopyRefused(_("Choose at least one part of your record."))
    if wish.since and wish.until and wish.since > wish.until:
        raise CopyRefused(_("The first day must not be after the last day."))
    person_id = relations.person_of(subject_id)
    others = relations.subjects_of(person_id) if person_id else []
    subjects = (subject_id, *(other for other in others if other != subject_id))
    copy = read_copy(subjects, wish, clock.now())
    if most is not None and len(copy.entries) > most:
        raise CopyRefused(
            _("This would fill hundreds of pages. Choose fewer parts or less time, or get it as data.")
        )
    return copy
