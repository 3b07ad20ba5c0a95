"""Who stands around a patient: next of kin and those to call."""

from dataclasses import dataclass
from uuid import UUID

from florence.patients.rules.names import full_text
from florence.patients.rules.people_around import relationship_words
from florence.patients.store import AROUND
from florence.security import relations


@dataclass(frozen=True)
class AroundShown:
    """One person: name, what they are to the patient in words, and their phones."""

    row_id: UUID
    version: int
    name: str
    relationship: str
    phones: tuple[str, ...]


def list_around(subject_id: UUID) -> list[AroundShown]:
    """The people around a person, in the order in which they were entered; without those taken out."""
    person_id = relations.person_of(subject_id)
    subjects = relations.subjects_of(person_id) if person_id else [subject_id]
    rows = AROUND.rows.filter(subject_id__in=subjects).order_by("id")
    return [
        AroundShown(
            row_id=row.id,
            version=row.version,
            name=full_text(next(iter(resource.get("name", ())), {})),
            relationship=", ".join(relationship_words(resource)),
            phones=tuple(each["value"] for each in resource.get("telecom", ()) if each.get("value")),
        )
        for row, resource in AROUND.open_all(rows)
        if resource.get("active") is not False
    ]
