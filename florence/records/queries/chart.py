"""The patient that a chart is about: the linked records, the facts that ranges need, and the banner."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from florence.patients.queries.people import banner_from
from florence.patients.store import STORE
from florence.records.queries.lists import list_allergies
from florence.records.reading.allergies import Allergy, state_of
from florence.records.reading.people import Person, person_in
from florence.security import relations
from florence.ui.banner import Allergy as BannerAllergy
from florence.ui.banner import PatientBanner

Resource = dict[str, Any]


@dataclass(frozen=True)
class Chart:
    """Whom a chart is about. `subjects` are all records of the person, the one that was asked for first."""

    subject_id: UUID
    person_id: UUID
    subjects: tuple[UUID, ...]
    person: Person
    banner: PatientBanner
    allergies: tuple[Allergy, ...]

    @property
    def topic(self) -> str:
        """The name under which changes of this record are announced."""
        return f"patient-{self.person_id}"


def get_chart(subject_id: UUID) -> Chart | None:
    """The chart of a subject; None when there is no such patient for the reader."""
    reach = relations.look_up(subject_id)
    row = STORE.find("Patient", subject_id)
    if reach is None or row is None or row.deleted:
        return None
    patient = STORE.open(row)
    subjects = (subject_id, *(other for other in reach.subject_ids if other != subject_id))
    allergies = tuple(list_allergies(subjects))
    return Chart(
        subject_id, reach.person_id, subjects, person_in(patient), banner_of(patient, allergies), allergies
    )


def banner_of(patient: Resource, allergies: Iterable[Allergy]) -> PatientBanner:
    """The banner of a Patient resource with the allergies of its record."""
    known = tuple(allergies)
    return replace(
        banner_from(patient),
        allergies=state_of(known),
        allergy_list=tuple(
            BannerAllergy(allergy.substance, allergy.reaction)
            for allergy in known
            if allergy.is_active and not allergy.is_statement
        ),
    )
