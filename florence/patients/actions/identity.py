"""Changing who a patient is said to be: names, birth, contact, language and numbers, each with a reason."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from florence.foundation import live
from florence.patients import policies, search_copy
from florence.patients.actions import history_notes
from florence.patients.actions.registration import is_unidentified, write_identifiers
from florence.patients.models import Patient, PatientIdentifier
from florence.patients.queries.merges import survivor_of
from florence.patients.queries.search import bare_hash
from florence.patients.rules import identifier_kinds, patient_resource
from florence.patients.rules.births import is_estimated
from florence.patients.rules.identifiers import HOSPITAL_NUMBERS
from florence.patients.rules.patient_resource import Contact, NameEntry
from florence.patients.store import STORE
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action, step
from florence.security.models import Subject
from florence.security.resource_store import place_of_subject

Resource = dict[str, Any]


class NoOfficialName(ActionError):
    """A person has exactly one official name."""

    field = "names"


class NumberTaken(ActionError):
    """The number belongs, or once belonged, to somebody."""

    field = "value"


class NumberWrong(ActionError):
    """The number does not have the form of its kind."""

    field = "value"


class RecordMerged(ActionError):
    """The record was merged into another, whose identity is the one to change."""


class NumberNeeded(ActionError):
    """The hospital number stays with the patient for ever."""


@action(may=policies.may_change_identity, subject="subject_id")
def change_names(
    actor: Actor, *, subject_id: UUID, names: Sequence[NameEntry], reason: str, expected_version: int
) -> Patient:
    """Put names in the place of the stored ones. Raises NoOfficialName, VersionConflict."""
    check_names(names)
    return change_resource(
        subject_id, lambda stored: patient_resource.with_names(stored, names), reason, expected_version
    )


@action(may=policies.may_change_identity, subject="subject_id")
def change_birth_and_sex(
    actor: Actor, *, subject_id: UUID, birth: tuple[str, bool], sex: str, reason: str, expected_version: int
) -> Patient:
    """Store a birth date (FHIR date, and whether it is an estimate) and sex. Raises VersionConflict."""
    born, is_guess = birth
    return change_resource(
        subject_id,
        lambda stored: patient_resource.with_birth_and_sex(stored, born=born, is_estimated=is_guess, sex=sex),
        reason,
        expected_version,
    )


@action(may=policies.may_change_identity, subject="subject_id")
def change_contact(
    actor: Actor, *, subject_id: UUID, contact: Contact, reason: str, expected_version: int
) -> Patient:
    """Store phone, e-mail and address. Raises VersionConflict."""
    return change_resource(
        subject_id, lambda stored: patient_resource.with_contact(stored, contact), reason, expected_version
    )


@action(may=policies.may_change_identity, subject="subject_id")
def change_language(
    actor: Actor,
    *,
    subject_id: UUID,
    language: str,
    needs_interpreter: bool,
    reason: str,
    expected_version: int,
) -> Patient:
    """Store the preferred language and whether an interpreter is needed. Raises VersionConflict."""
    return change_resource(
        subject_id,
        lambda stored: patient_resource.with_language(stored, language, needs_interpreter=needs_interpreter),
        reason,
        expected_version,
    )


@action(may=policies.may_change_identity, subject="subject_id")
def add_identifier(
    actor: Actor, *, subject_id: UUID, kind: str, value: str, reason: str, expected_version: int
) -> Patient:
    """Add a number of a kind. Raises NumberWrong, NumberTaken, VersionConflict."""
    check_identifier(kind, value, subject_id)
    added = identifier_kinds.as_identifier(kind, value)
    return change_resource(
        subject_id,
        lambda stored: {**stored, "identifier": [*stored.get("identifier", ()), added]},
        reason,
        expected_version,
    )


@action(may=policies.may_change_identity, subject="subject_id")
def remove_identifier(
    actor: Actor, *, subject_id: UUID, place: int, reason: str, expected_version: int
) -> Patient:
    """Take a number back; its row stays, voided. Raises NumberNeeded for the hospital number, VersionConflict."""

    def without(stored: Resource) -> Resource:
        identifiers = stored.get("identifier", [])
        if identifiers[place].get("system") == HOSPITAL_NUMBERS:
            raise NumberNeeded(_("The hospital number stays with the patient. It can't be removed."))
        return {**stored, "identifier": [*identifiers[:place], *identifiers[place + 1 :]]}

    return change_resource(subject_id, without, reason, expected_version)


@action(may=policies.may_change_identity, subject="subject_id")
def prefer_identifier(
    actor: Actor, *, subject_id: UUID, place: int, reason: str, expected_version: int
) -> Patient:
    """Make one number the preferred one, in the place of the former. Raises VersionConflict."""

    def preferring(stored: Resource) -> Resource:
        identifiers = [
            {**identifier, "use": "official" if at == place else "usual"}
            if at == place or identifier.get("use") == "official"
            else identifier
            for at, identifier in enumerate(stored.get("identifier", ()))
        ]
        return {**stored, "identifier": identifiers}

    return change_resource(subject_id, preferring, reason, expected_version)


@step
def change_resource(
    subject_id: UUID, change: Callable[[Resource], Resource], reason: str, expected_version: int | None
) -> Patient:
    """Store a changed Patient with the reason of the change.

    Raises VersionConflict, NoSuchResource, RecordMerged.
    """
    if survivor_of(subject_id) != subject_id:
        raise RecordMerged(_("This record was merged into another one. Change the record that stays."))
    history_notes.note_reason(reason)
    return store_resource(subject_id, change(STORE.content(STORE.lock(subject_id))), expected_version)


@step
def store_resource(subject_id: UUID, resource: Resource, expected_version: int | None) -> Patient:
    """Store the next version of a Patient with its numbers and search copy, and tell open pages.

    Raises VersionConflict when `expected_version` is given and is not the current one, NoSuchResource.
    """
    subject = Subject.objects.get(id=subject_id)
    patient = STORE.change(
        subject_id,
        resource,
        place_of_subject(subject),
        expected_version=expected_version,
        is_estimated_birth=is_estimated(resource),
        is_unidentified=is_unidentified(resource),
    )
    write_identifiers(patient, resource)
    search_copy.write(subject_id, resource)
    live.announce(f"patient-{subject.person_id}")
    return patient


def check_names(names: Sequence[NameEntry]) -> None:
    """Raise NoOfficialName unless exactly one name is the official one and each says something."""
    if [name.use for name in names].count(patient_resource.OFFICIAL) != 1:
        raise NoOfficialName(_("Choose one name as the official name, and only one."))
    if any(not name.family and not name.given for name in names):
        raise NoOfficialName(_("Enter the name, or take its line out."))


def check_identifier(kind: str, value: str, subject_id: UUID | None = None) -> None:
    """Raise NumberWrong for a number without the form of its kind, NumberTaken for one that somebody has."""
    known = identifier_kinds.BY_CODE.get(kind)
    if known is None or not known.is_right(" ".join(value.split())):
        example = known.example if known else ""
        raise NumberWrong(_("Check the number: it should look like %(example)s") % {"example": example})
    rows = PatientIdentifier.objects.filter(bare_hash=bare_hash(value), system=known.system)
    if known.system or known.code in {"passport"}:
        others = rows.exclude(subject_id=subject_id) if subject_id else rows
        if others.exists():
            raise NumberTaken(_("Another patient has this number. Look for that patient first."))
    if subject_id and rows.filter(subject_id=subject_id, voided_at__isnull=True).exists():
        raise NumberTaken(_("This patient has this number already."))
