"""The patient that a chart is about: the linked records, the facts that ranges need, and the banner."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from florence.patients import search_copy
from florence.patients.queries.people import banner_from, line_from
from florence.patients.rules.merging import survivor_id
from florence.patients.store import STORE
from florence.records.queries.lists import list_allergies
from florence.records.reading.allergies import Allergy, state_of
from florence.records.reading.people import Person, person_in
from florence.security import relations
from florence.ui.banner import Allergy as BannerAllergy
from florence.ui.banner import Flag, PatientBanner

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
    current = survivor_id(patient)
    if current is not None and current in reach.subject_ids:
        return get_chart(current)
    subjects = (subject_id, *(other for other in reach.subject_ids if other != subject_id))
    allergies = tuple(list_allergies(subjects))
    banner = banner_of(patient, allergies)
    if len(subjects) > 1:
        banner = replace(banner, flags=(*banner.flags, *_other_records(subjects[1:])))
    return Chart(subject_id, reach.person_id, subjects, person_in(patient), banner, allergies)


def _other_records(others: Iterable[UUID]) -> Iterable[Flag]:
    """That the person has further records: linked ones, and those merged into this one."""
    for row, other in STORE.open_all(STORE.rows.filter(id__in=list(others))):
        number = search_copy.shown(other).get("number", "")
        if survivor_id(other):
            yield Flag(_("Merged: record %(number)s is part of this one") % {"number": number}, "info-circle")
        else:
            name = _name_words(row.id, other)
            yield Flag(
                _("One person with two records: also known as %(name)s, %(number)s")
                % {"name": name, "number": number},
                "info-circle",
            )


def _name_words(subject_id: UUID, patient: Resource) -> str:
    line = line_from(subject_id, search_copy.shown(patient))
    return ", ".join(part for part in (line.family, line.given) if part)


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
