"""Storing any clinical fact about a subject; the step that every action of the record ends with."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from florence.fhir.validation import validate
from florence.foundation import live
from florence.patients.queries.merges import survivor_of
from florence.records.actions.file_labels import carry_labels, labelled_content
from florence.records.models import Encounter, Resource
from florence.records.store import FACTS
from florence.security.decisions import ActionError
from florence.security.doors import step
from florence.security.models import Subject
from florence.security.resource_store import HERE, Origin, place_of_subject


class NotValid(ActionError):
    """What was to be written is no valid FHIR R4 resource; the sentence names the first place and its fault."""


@step
def add_fact(
    resource: dict[str, Any],
    *,
    subject_id: UUID,
    encounter: Encounter | None = None,
    row_id: UUID | None = None,
    origin: Origin = HERE,
) -> Resource:
    """Store a new fact about a subject and tell open charts; raises NotValid.

    What is for a record that was merged into another goes into the one that stays.
    """
    refuse_invalid(resource)
    subject = Subject.objects.get(id=survivor_of(subject_id))
    row = FACTS.add(resource, place_of_subject(subject, encounter), row_id=row_id, origin=origin)
    carry_labels(row, resource)
    announce_change(subject)
    return row


@step
def change_fact(row_id: UUID, resource: dict[str, Any], *, expected_version: int) -> Resource:
    """Store the next version of a fact; raises NotValid, NoSuchResource, VersionConflict."""
    refuse_invalid(resource)
    row = FACTS.lock(row_id)
    if row.subject is None:
        raise NotValid(_("This entry is about no patient."))
    subject, before = row.subject, labelled_content(row)
    encounter = Encounter.objects.filter(id=row.encounter_id).first() if row.encounter_id else None
    changed = FACTS.change(
        row_id, resource, place_of_subject(subject, encounter), expected_version=expected_version
    )
    carry_labels(changed, resource, before)
    announce_change(subject)
    return changed


def refuse_invalid(resource: dict[str, Any]) -> None:
    """Raise NotValid for the first fault of the resource."""
    issues = validate(resource)
    if issues:
        raise NotValid(f"{issues[0].path}: {issues[0].message}")


def announce_change(subject: Subject) -> None:
    """Tell every open page about the person that something changed."""
    live.announce(f"patient-{subject.person_id}")
