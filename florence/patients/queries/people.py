"""Who a patient is: the banner, a line of a list, and the patients one has a relation to."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.patients import search_copy
from florence.patients.models import Patient
from florence.patients.rules.births import ESTIMATED_BIRTH, Birth, birth_of
from florence.patients.rules.identity_fields import birth_words, sex_words
from florence.patients.rules.languages import interpreter_words
from florence.patients.rules.names import shown_name
from florence.patients.store import STORE
from florence.security.actors import Actor
from florence.ui import ages
from florence.ui.banner import Flag, PatientBanner

PAGE = 50

Resource = dict[str, Any]
Contacts = Callable[[list[UUID]], Mapping[UUID, datetime]]


@dataclass(frozen=True)
class PersonLine:
    """A patient in one line of a list. `born` is the day when it is known, `born_words` what is known else."""

    subject_id: UUID
    family: str
    given: str
    preferred: str
    born: date | None
    born_words: str
    age: str
    sex: str
    number: str
    died: date | None
    is_deceased: bool
    is_unidentified: bool
    is_related: bool = False


@dataclass(frozen=True)
class PersonPage:
    """One page of a list of patients, and how many there are in all."""

    lines: tuple[PersonLine, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages the list has, at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        """The place in the list of this page's first line; 0 when it is empty."""
        return (self.page - 1) * PAGE + 1 if self.lines else 0

    @property
    def last(self) -> int:
        """The place in the list of this page's last line."""
        return (self.page - 1) * PAGE + len(self.lines)


def get_patient(subject_id: UUID) -> tuple[Patient, Resource]:
    """The row and the resource of a patient; raises NoSuchResource when the scope sees none."""
    row = STORE.get(subject_id)
    return row, STORE.open(row)


def banner_of(actor: Actor, subject_id: UUID) -> PatientBanner:
    """The banner of a patient without allergies, which records puts in by `dataclasses.replace`.

    Raises NoSuchResource when the scope sees no such patient.
    """
    return banner_from(get_patient(subject_id)[1])


def banner_from(resource: Resource) -> PatientBanner:
    """The banner of a Patient resource at hand."""
    name, birth = shown_name(resource), birth_of(resource)
    line = line_from(UUID(int=0), search_copy.shown(resource))
    return PatientBanner(
        family=name.family,
        given=name.given,
        title=name.title,
        preferred=name.preferred,
        born=birth.first if birth else None,
        born_estimated=bool(birth and not birth.is_exact),
        age=line.age,
        sex=line.sex,
        number=line.number,
        died=line.died,
        flags=tuple(_flags(resource, line)),
    )


def line_of(subject_id: UUID) -> PersonLine:
    """A patient as one line; raises NoSuchResource when the scope sees none."""
    return line_from(subject_id, search_copy.shown(get_patient(subject_id)[1]))


def lines_of(subject_ids: "list[UUID]") -> dict[UUID, PersonLine]:
    """Several patients as lines, with one query; those that the scope does not see are missing."""
    rows = STORE.rows.filter(id__in=subject_ids)
    return {row.id: line_from(row.id, search_copy.shown(resource)) for row, resource in STORE.open_all(rows)}


def line_from(subject_id: UUID, shown: Mapping[str, Any]) -> PersonLine:
    """A line from what the search copy keeps of a patient."""
    as_resource = _as_resource(shown)
    birth = birth_of(as_resource)
    return PersonLine(
        subject_id=subject_id,
        family=shown.get("family", ""),
        given=shown.get("given", ""),
        preferred=shown.get("preferred", ""),
        born=birth.exact if birth else None,
        born_words="" if birth is None or birth.is_exact else birth_words(as_resource),
        age=age_words(birth, _end_of_life(shown)),
        sex=sex_words(shown["sex"]) if shown.get("sex") not in (None, "unknown") else "",
        number=shown.get("number", ""),
        died=date.fromisoformat(shown["died"]) if shown.get("died") else None,
        is_deceased=bool(shown.get("dead")),
        is_unidentified=bool(shown.get("unidentified")),
    )


def list_related_patients(
    actor: Actor, *, sort: str = "recent", page: int = 1, contacts_of: Contacts | None = None
) -> PersonPage:
    """The patients to whom the actor or one of its teams has a live relation, 50 a page.

    `sort` is "recent" (last contact first) or "name". `contacts_of` gives the last contacts that the caller knows of;
    whoever it leaves out, or everyone without it, was last met when registered or changed. Raises BeingRebuilt while
    the search copy is not whole.
    """
    search_copy.refuse_unless_whole()
    page = max(1, page)
    if sort == "recent" and contacts_of:
        return _by_contact(contacts_of, page)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id, shown, total FROM patients_search_related(%s, %s, %s)",
            [sort == "name", (page - 1) * PAGE, PAGE],
        )
        rows = cursor.fetchall()
    return PersonPage(_related_lines(row[:2] for row in rows), rows[0][2] if rows else 0, page)


def _by_contact(contacts_of: Contacts, page: int) -> PersonPage:
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject_id, recent_at FROM patients_search_related(false, 0, NULL)")
        met = dict(cursor.fetchall())
    met |= contacts_of(list(met))
    ids = sorted(met, key=lambda each: met[each], reverse=True)[(page - 1) * PAGE : page * PAGE]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id, shown FROM patients_search_people('subject', %s::text[], NULL, NULL, 0, %s)",
            [[str(each) for each in ids], PAGE],
        )
        rows = sorted(cursor.fetchall(), key=lambda row: ids.index(row[0]))
    return PersonPage(_related_lines(rows), len(met), page)


def _related_lines(rows: Iterable[tuple[UUID, Any]]) -> tuple[PersonLine, ...]:
    return tuple(replace(line_from(row[0], loaded(row[1])), is_related=True) for row in rows)


def age_words(birth: Birth | None, at: date) -> str:
    """The age at a day; from a birth known to the year in whole years; empty when it is unknown."""
    if birth is None or birth.first > at:
        return ""
    if birth.is_exact or at.year - birth.first.year < 2:
        return ages.age_words(birth.first, at)
    return _("%(years)dy") % {"years": at.year - birth.first.year}


def loaded(value: Any) -> dict[str, Any]:
    """A JSON column as the driver gives it: taken apart already, or still a text."""
    content: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return content


def _end_of_life(shown: Mapping[str, Any]) -> date:
    died = shown.get("died")
    return date.fromisoformat(died) if died else timezone.localtime(clock.now()).date()


def _as_resource(shown: Mapping[str, Any]) -> Resource:
    resource: Resource = {"birthDate": shown.get("born", "")}
    if shown.get("estimated"):
        resource["_birthDate"] = {"extension": [{"url": ESTIMATED_BIRTH, "valueBoolean": True}]}
    return resource


def _flags(resource: Resource, line: PersonLine) -> "list[Flag]":
    flags = []
    if interpreter := interpreter_words(resource):
        flags.append(Flag(interpreter, "language"))
    if line.is_unidentified:
        flags.append(Flag(_("Identity not known"), "help"))
    if line.is_deceased and line.died is None:
        flags.append(Flag(_("Has died, day not recorded"), "info-circle"))
    return flags
