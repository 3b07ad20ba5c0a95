"""The patient that a chart is about: the linked records, the facts that ranges need, and the banner."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from florence.foundation import clock
from florence.patients.actions.registration import HOSPITAL_NUMBERS
from florence.patients.store import STORE
from florence.records.queries.lists import list_allergies
from florence.records.reading.allergies import Allergy, state_of
from florence.records.reading.people import Person, person_in
from florence.records.reading.times import read_time
from florence.security import relations
from florence.ui import ages
from florence.ui.banner import Allergy as BannerAllergy
from florence.ui.banner import PatientBanner

Resource = dict[str, Any]

SEXES: dict[str, Promise] = {
    "female": gettext_lazy("Female"),
    "male": gettext_lazy("Male"),
    "other": gettext_lazy("Other"),
}
_NAME_ORDER = ("official", "usual", "temp", "", "nickname", "maiden", "old")


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
    person_id = relations.person_of(subject_id)
    row = STORE.rows.filter(id=subject_id).first()
    if person_id is None or row is None:
        return None
    patient = STORE.open(row)
    subjects = (subject_id, *(other for other in relations.subjects_of(person_id) if other != subject_id))
    allergies = tuple(list_allergies(subjects))
    return Chart(
        subject_id, person_id, subjects, person_in(patient), banner_of(patient, allergies), allergies
    )


def banner_of(patient: Resource, allergies: Iterable[Allergy]) -> PatientBanner:
    """The banner of a Patient resource with the allergies of its record."""
    known = tuple(allergies)
    name = _best_name(patient)
    born, died = _day(patient.get("birthDate")), _day(patient.get("deceasedDateTime"))
    return PatientBanner(
        family=str(name.get("family") or name.get("text") or ""),
        given=" ".join(name.get("given") or ()),
        title=" ".join(name.get("prefix") or ()).replace(".", ""),
        preferred=_preferred(patient),
        born=born,
        born_estimated=bool(patient.get("birthDate")) and len(patient["birthDate"]) < len("2026-11-24"),
        age=_age(born, died),
        sex=str(SEXES.get(patient.get("gender", ""), "")),
        number=_number(patient),
        died=died,
        allergies=state_of(known),
        allergy_list=tuple(
            BannerAllergy(allergy.substance, allergy.reaction)
            for allergy in known
            if allergy.is_active and not allergy.is_statement
        ),
    )


def _best_name(patient: Resource) -> Resource:
    return min(patient.get("name") or [{}], key=_rank_of_name)


def _rank_of_name(name: Resource) -> int:
    use = name.get("use", "")
    return _NAME_ORDER.index(use) if use in _NAME_ORDER else len(_NAME_ORDER)


def _preferred(patient: Resource) -> str:
    names = (name for name in patient.get("name") or () if name.get("use") == "nickname")
    return next((" ".join(name.get("given") or ()) or str(name.get("text") or "") for name in names), "")


def _number(patient: Resource) -> str:
    numbers = (i for i in patient.get("identifier") or () if i.get("system") == HOSPITAL_NUMBERS)
    return next((str(identifier.get("value") or "") for identifier in numbers), "")


def _day(text: str | None) -> date | None:
    time = read_time(text)
    if time is None or time.starts is None:
        return None
    return (
        time.starts.date()
        if text and len(text) <= len("2026-11-24")
        else timezone.localtime(time.starts).date()
    )


def _age(born: date | None, died: date | None) -> str:
    at: date | datetime = died or timezone.localtime(clock.now())
    day = at.date() if isinstance(at, datetime) else at
    return ages.age_words(born, day) if born and born <= day else ""
