"""Encounters and every other clinical type as other programs know them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from florence.fhir import references
from florence.fhir.columns import columns
from florence.fhir.definitions import tables
from florence.fhir.issues import Invalid, Issue
from florence.fhir.rows import ResourceRow
from florence.patients.queries.merges import survivor_of
from florence.records.actions.facts import announce_change
from florence.records.actions.file_labels import carry_labels, labelled_content
from florence.records.models import Encounter
from florence.records.models import Resource as FactRow
from florence.records.policies import Permission
from florence.records.store import ENCOUNTERS, FACTS
from florence.security.doors import step
from florence.security.keeping import Keeper, local_id, naming_owner
from florence.security.models import Subject
from florence.security.relations import get_subject
from florence.security.resource_store import (
    HERE,
    Origin,
    Place,
    ResourceStore,
    place_of_house,
    place_of_subject,
)

Resource = dict[str, Any]

# Types with another owner, and messages, which are answers and never kept.
ELSEWHERE = frozenset(
    ("Patient", "RelatedPerson", "Organization", "Location", "Practitioner", "PractitionerRole", "Encounter")
)
MESSAGES = frozenset(("Bundle", "Parameters", "OperationOutcome"))
# Rendered from the log of access, which nobody else may write.
OWN_LOG = frozenset(("AuditEvent",))


class RecordKeeper(Keeper[ResourceRow]):
    """Keeps what belongs into the record of the patient that it names; what names none belongs to the house."""

    @step
    def add(self, resource: Resource, *, row_id: UUID, origin: Origin = HERE) -> ResourceRow:
        subject, place = self._place(resource)
        row = self.store.add(resource, place, row_id=row_id, origin=origin)
        if isinstance(row, FactRow):
            carry_labels(row, resource)
        if subject is not None:
            announce_change(subject)
        return row

    @step
    def change(self, row_id: UUID, resource: Resource, *, expected_version: int | None) -> ResourceRow:
        subject, place = self._place(resource)
        before = self.store.lock(row_id)
        if getattr(before, "subject_id", None) != place.subject_id:
            path = f"{resource['resourceType']}.subject"
            raise Invalid([Issue(path, "business-rule", "must stay the patient it was recorded for")], 422)
        content = labelled_content(before) if isinstance(before, FactRow) else None
        row = self.store.change(row_id, resource, place, expected_version=expected_version)
        if isinstance(row, FactRow):
            carry_labels(row, resource, content)
        if subject is not None:
            announce_change(subject)
        return row

    def shown(self, row: Any) -> Resource:
        return naming_owner(self.store.content(row), getattr(row, "subject_id", None))

    def _place(self, resource: Resource) -> tuple[Subject | None, Place]:
        found = columns(resource)
        subject_id = local_id(found.subject, "Patient")
        if subject_id is None:
            return None, place_of_house()
        subject = get_subject(survivor_of(subject_id))
        return subject, place_of_subject(subject, self._encounter(resource, found.encounter, subject))

    def _encounter(self, resource: Resource, reference: str, subject: Subject) -> Encounter | None:
        """The encounter that the resource names; it must be the same person's."""
        encounter_id = local_id(references.target_of(reference), "Encounter")
        encounter = ENCOUNTERS.rows.filter(id=encounter_id).first() if encounter_id else None
        if encounter is not None and encounter.subject_id != subject.id:
            path = f"{resource['resourceType']}.encounter"
            raise Invalid([Issue(path, "business-rule", "is an encounter of another patient")], 422)
        return encounter


def _record_keeper(kinds: Sequence[str], store: ResourceStore[Any]) -> RecordKeeper:
    readable_with = (Permission.READ_RECORD, Permission.READ_OWN_RECORD)
    return RecordKeeper(kinds, store, readable_with=readable_with)


KEEPERS = (
    _record_keeper(["Encounter"], ENCOUNTERS),
    _record_keeper(sorted(tables.resource_types() - ELSEWHERE - MESSAGES - OWN_LOG), FACTS),
)
