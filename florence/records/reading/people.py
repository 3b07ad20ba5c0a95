"""Who is named in a resource, and what of the patient the reading of measurements needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from florence.clinical.ages import Age, age_on

Resource = dict[str, Any]
# The elements in which resources name the professional behind them, the one who did it before the one who wrote.
AUTHORS = ("performer", "participant", "asserter", "recorder", "requester", "author", "actor")


@dataclass(frozen=True)
class Person:
    """Sex ("female", "male" or None) and birth date of a patient, as far as they are known."""

    sex: str | None = None
    born: date | None = None

    def age_at(self, moment: datetime | None) -> Age | None:
        """The age at a moment; None when it can't be told."""
        if self.born is None or moment is None:
            return None
        day = timezone.localtime(moment).date()
        return age_on(self.born, day) if day >= self.born else None


def person_in(patient: Resource) -> Person:
    """The facts of a Patient resource that ranges and limits depend on; an inexact birth date is not used."""
    sex = patient.get("gender")
    return Person(sex if sex in ("female", "male") else None, _exact_day(patient.get("birthDate")))


def references_in(resources: Iterable[Resource]) -> set[str]:
    """The references to professionals and organisations that carry no name of their own."""
    found = {_reference(person).get("reference", "") for each in resources for person in _people(each)}
    found |= {(each.get("serviceProvider") or {}).get("reference", "") for each in resources}
    return found - {""}


def author_of(resource: Resource, names: Mapping[str, str]) -> str:
    """Who did, said or wrote it; "" when the resource doesn't tell or the name is not known."""
    for person in _people(resource):
        name = name_in(_reference(person), names)
        if name:
            return name
    return ""


def name_in(reference: Resource, names: Mapping[str, str]) -> str:
    """The name in a Reference: its display, else the name known for its target, else ""."""
    return str(reference.get("display") or "") or names.get(reference.get("reference", ""), "")


def _people(resource: Resource) -> Iterable[Resource]:
    for element in AUTHORS:
        value = resource.get(element)
        yield from value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _reference(person: Resource) -> Resource:
    """A performer may be a Reference itself or hold one as actor, individual or member."""
    inner = person.get("actor") or person.get("individual") or person.get("member")
    return inner if isinstance(inner, dict) else person


def _exact_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and len(text) == len("2026-11-24") else None
