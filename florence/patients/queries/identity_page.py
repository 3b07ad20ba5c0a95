"""What the page of a patient's identity shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from florence.patients.models import Patient
from florence.patients.queries import identity_history
from florence.patients.rules import identifier_kinds, placeholders
from florence.patients.rules.identifiers import HOSPITAL_NUMBERS
from florence.patients.rules.identity_fields import (
    address_words,
    birth_words,
    fields_of,
    name_uses,
    sex_words,
)
from florence.patients.rules.languages import interpreter_need, language_words
from florence.patients.rules.names import full_text
from florence.patients.rules.patient_resource import Contact, contact_of
from florence.patients.rules.reasons import REASONS
from florence.patients.store import STORE

Resource = dict[str, Any]


@dataclass(frozen=True)
class NameShown:
    """One name: its kind in words, and its parts or its text."""

    kind: str
    family: str
    given: str
    title: str
    is_official: bool


@dataclass(frozen=True)
class NumberShown:
    """One number, at its place in the resource."""

    place: int
    kind: str
    value: str
    issuer: str
    is_preferred: bool
    is_hospital_number: bool


@dataclass(frozen=True)
class Identity:
    """Everything the page shows; empty texts are not recorded."""

    version: int
    recorded_at: datetime
    names: tuple[NameShown, ...]
    numbers: tuple[NumberShown, ...]
    born: str
    sex: str
    contact: Contact
    address: str
    further_contacts: tuple[str, ...]
    language: str
    needs_interpreter: bool | None
    marks: str


@dataclass(frozen=True)
class Conflict:
    """A field that another person and this form would leave different."""

    label: str
    before: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class VersionLine:
    """One version as the component of histories shows it."""

    number: int
    at: datetime
    who: str
    reason: str
    changes: tuple[identity_history.Change, ...]


def identity_from(row: Patient, resource: Resource) -> Identity:
    """What the page shows of a patient at hand."""
    return Identity(
        version=row.version,
        recorded_at=row.recorded_at,
        names=tuple(_name(name) for name in resource.get("name", ())),
        numbers=tuple(_numbers(resource)),
        born=birth_words(resource),
        sex=sex_words(resource.get("gender", "")),
        contact=contact_of(resource),
        address=address_words(resource),
        further_contacts=tuple(_further(resource)),
        language=language_words(resource),
        needs_interpreter=interpreter_need(resource),
        marks=placeholders.marks_of(resource),
    )


def version_lines(subject_id: UUID) -> list[VersionLine]:
    """The versions with their reasons in words, newest first."""
    return [
        VersionLine(each.number, each.at, each.who, str(REASONS.get(each.reason, "")), each.changes)
        for each in identity_history.list_versions(subject_id)
    ]


def conflicts(
    subject_id: UUID, read_version: int, newer: Resource, change: Callable[[Resource], Resource]
) -> list[Conflict]:
    """The fields in which a newer version and a form that was filled from an older one differ."""
    older = next((row for row in STORE.versions(subject_id) if row.version == read_version), None)
    before = fields_of(STORE.content(older)) if older is not None else {}
    theirs, yours = fields_of(newer), fields_of(change(newer))
    return [
        Conflict(each.label, before.get(each.label, ""), each.before, each.after)
        for each in identity_history.differences(theirs, yours)
    ]


def _name(name: dict[str, Any]) -> NameShown:
    family = name.get("family", "")
    return NameShown(
        kind=name_uses().get(name.get("use", ""), _("Name")),
        family=family or full_text(name),
        given=" ".join(name.get("given", ())) if family else "",
        title=" ".join(name.get("prefix", ())),
        is_official=name.get("use") == "official",
    )


def _numbers(resource: Resource) -> list[NumberShown]:
    identifiers = resource.get("identifier", [])
    official = [at for at, each in enumerate(identifiers) if each.get("use") == "official"]
    preferred = official[0] if official else 0
    return [
        NumberShown(
            place=place,
            kind=identifier_kinds.kind_words(each),
            value=each.get("value", ""),
            issuer=each.get("assigner", {}).get("display", ""),
            is_preferred=place == preferred,
            is_hospital_number=each.get("system") == HOSPITAL_NUMBERS,
        )
        for place, each in enumerate(identifiers)
    ]


def _further(resource: Resource) -> list[str]:
    """The phones and mail addresses beside the first of each kind."""
    seen: set[str] = set()
    further = []
    for each in resource.get("telecom", ()):
        system = each.get("system", "")
        if system in seen or system not in ("phone", "email"):
            further.append(str(each.get("value", "")))
        seen.add(system)
    return [value for value in further if value]
