"""Patients as other programs know them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from florence.fhir import dates, search_values
from florence.fhir.columns import columns
from florence.fhir.conditions import PersonCondition
from florence.fhir.issues import Invalid, Issue
from florence.fhir.search_values import Unreadable
from florence.fhir.texts import fold
from florence.foundation import live
from florence.patients import search_copy
from florence.patients.actions import identity, registration
from florence.patients.models import Patient, RelatedPerson
from florence.patients.numbers import belongs_to, next_hospital_number
from florence.patients.policies import Permission
from florence.patients.queries.merges import survivor_of
from florence.patients.rules.folding import folded
from florence.patients.rules.identifiers import HOSPITAL_NUMBERS
from florence.patients.search_copy import BeingRebuilt
from florence.patients.store import AROUND, STORE
from florence.security.doors import step
from florence.security.keeping import Keeper, local_id, naming_owner
from florence.security.relations import get_subject
from florence.security.resource_store import HERE, Origin, Place, place_of_house, place_of_subject

Resource = dict[str, Any]

# Marks the hospital number that we add to what others send, so that they get back what they sent.
ADDED_HERE = "https://florence.example/fhir/StructureDefinition/added-here"
MOST_CANDIDATES = 2_000

NAME_PARTS = {
    "name": ("family", "given", "text", "prefix", "suffix"),
    "family": ("family",),
    "given": ("given",),
}
ADDRESS_PARTS = {
    "address": ("line", "city", "district", "state", "postalCode", "country", "text"),
    "address-city": ("city",),
    "address-state": ("state",),
    "address-postalcode": ("postalCode",),
    "address-country": ("country",),
}


class PatientKeeper(Keeper[Patient]):
    """Keeps Patients: a new one gets a hospital number, and is found by name and birth date."""

    @step
    def add(self, resource: Resource, *, row_id: UUID, origin: Origin = HERE) -> Patient:
        _refuse_known_number(resource, None)
        return registration.add_patient(_numbered(resource, []), row_id=row_id, origin=origin)

    @step
    def change(self, row_id: UUID, resource: Resource, *, expected_version: int | None) -> Patient:
        row = self.store.lock(row_id)
        if survivor_of(row_id) != row_id:
            message = "was merged into another patient: change the one that replaces it"
            raise Invalid([Issue("Patient", "business-rule", message)], 422)
        _refuse_known_number(resource, row_id)
        numbers = [each for each in self.store.content(row).get("identifier", ()) if _is_added(each)]
        resource = _numbered(resource, numbers)
        return identity.store_resource(row_id, resource, expected_version)

    def shown(self, row: Any) -> Resource:
        resource = self.store.content(row)
        kept = [each for each in resource.get("identifier", ()) if not _is_added(each)]
        if kept:
            return resource | {"identifier": kept}
        return {name: value for name, value in resource.items() if name != "identifier"}

    def find_people(
        self, conditions: Sequence[PersonCondition], among: Sequence[UUID] | None
    ) -> Sequence[UUID]:
        tests = [_test_of(condition) for condition in conditions]
        candidates = among
        for condition in conditions:
            found = _whole_candidates(condition)
            if found is not None:
                candidates = (
                    found if candidates is None else [each for each in candidates if each in set(found)]
                )
        if candidates is None or len(candidates) > MOST_CANDIDATES:
            message = "finds too many people: add a longer name, a birth date or an identifier"
            raise Invalid([Issue(f"Patient?{conditions[0].parameter}", "too-costly", message)])
        rows = self.store.open_all(self.store.rows.filter(id__in=candidates))
        return [row.id for row, resource in rows if all(test(resource) for test in tests)]


class RelatedPersonKeeper(Keeper[RelatedPerson]):
    """Keeps the people around the patient that each names; they stay with the patient."""

    @step
    def add(self, resource: Resource, *, row_id: UUID, origin: Origin = HERE) -> RelatedPerson:
        row = self.store.add(resource, _place(resource), row_id=row_id, origin=origin)
        _announce(row)
        return row

    @step
    def change(self, row_id: UUID, resource: Resource, *, expected_version: int | None) -> RelatedPerson:
        place = _place(resource)
        if self.store.lock(row_id).subject_id != place.subject_id:
            message = "must stay the patient it was recorded for"
            raise Invalid([Issue("RelatedPerson.patient", "business-rule", message)], 422)
        row = self.store.change(row_id, resource, place, expected_version=expected_version)
        _announce(row)
        return row

    def shown(self, row: Any) -> Resource:
        return naming_owner(self.store.content(row), getattr(row, "subject_id", None))


def _place(resource: Resource) -> Place:
    """The place with the patient that the resource is about; with the house when that is nobody of here."""
    subject_id = local_id(columns(resource).subject, "Patient")
    return place_of_subject(get_subject(survivor_of(subject_id))) if subject_id else place_of_house()


def _announce(row: RelatedPerson) -> None:
    if row.subject is not None:
        live.announce(f"patient-{row.subject.person_id}")


def _whole_candidates(condition: PersonCondition) -> Sequence[UUID] | None:
    """What `_candidates` gives; raises Invalid with status 503 while the search copy is being rebuilt."""
    try:
        return _candidates(condition)
    except BeingRebuilt as error:
        message = "the list of names is being rebuilt: try again in a minute"
        raise Invalid([Issue(f"Patient?{condition.parameter}", "transient", message)], status=503) from error


def _numbered(resource: Resource, numbers: Sequence[Resource]) -> Resource:
    """The resource with a hospital number of ours: the given ones, or a new one when it has none itself."""
    known = resource.get("identifier", [])
    if not numbers and not any(each.get("system") == HOSPITAL_NUMBERS for each in known):
        mark = {"extension": [{"url": ADDED_HERE, "valueBoolean": True}]}
        numbers = [mark | registration.hospital_number(next_hospital_number())]
    return resource | {"identifier": [*numbers, *known]} if numbers else resource


def _is_added(identifier: Resource) -> bool:
    return any(each.get("url") == ADDED_HERE for each in identifier.get("extension", ()))


def _refuse_known_number(resource: Resource, own_id: UUID | None) -> None:
    """Only we give hospital numbers: one that is sent must be the patient's own."""
    for place, identifier in enumerate(resource.get("identifier", ())):
        if identifier.get("system") != HOSPITAL_NUMBERS:
            continue
        if own_id is None or not belongs_to(own_id, identifier.get("value", "")):
            message = "must not be a hospital number that this hospital did not give to this patient"
            raise Invalid([Issue(f"Patient.identifier[{place}]", "business-rule", message)], 422)


# ---- finding


def _candidates(condition: PersonCondition) -> list[UUID] | None:
    """Those among whom a condition's people must be, as the search copy tells; None when it can't tell."""
    if condition.parameter in NAME_PARTS and condition.modifier in ("", "exact"):
        keys = [key for value in condition.values if (key := folded(value))]
        return _people("name", keys, None)
    if condition.parameter == "birthdate" and all(value[:2].isdecimal() for value in condition.values):
        return [
            each for value in condition.values for each in _people("born", [], search_values.read_date(value))
        ]
    return None


def _people(kind: str, keys: list[str], moment: Any) -> list[UUID]:
    search_copy.refuse_unless_whole()
    first = moment.starts.date() if moment else None
    last = (moment.ends - timedelta(seconds=1)).date() if moment else None
    most = MOST_CANDIDATES + 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id FROM patients_search_people(%s, %s, %s, %s, %s, %s)",
            [kind, keys, first, last, most, most],
        )
        return [row[0] for row in cursor.fetchall()]


def _test_of(condition: PersonCondition) -> Callable[[Resource], bool]:
    """What tells of an opened resource whether it meets the condition; raises Invalid for what is not searched."""
    try:
        return _readable_test(condition)
    except Unreadable as fault:
        issue = Issue(f"Patient?{condition.parameter}", "value", f"{condition.parameter} {fault}")
        raise Invalid([issue]) from None


def _readable_test(condition: PersonCondition) -> Callable[[Resource], bool]:
    name, modifier = condition.parameter, condition.modifier
    if name in NAME_PARTS or name in ADDRESS_PARTS:
        element, parts = (
            ("name", NAME_PARTS[name]) if name in NAME_PARTS else ("address", ADDRESS_PARTS[name])
        )
        return _text_test(condition, lambda resource: _texts(resource.get(element, ()), parts))
    if name == "gender" and not modifier:
        codes = {value.rpartition("|")[2] for value in condition.values}
        return lambda resource: resource.get("gender") in codes
    if name in ("birthdate", "death-date") and not modifier:
        element = "birthDate" if name == "birthdate" else "deceasedDateTime"
        moments = [search_values.read_date(value) for value in condition.values]
        return lambda resource: any(_is_at(resource.get(element), moment) for moment in moments)
    raise Unreadable("is not searched here, or not with this modifier")


def _text_test(
    condition: PersonCondition, texts: Callable[[Resource], Iterable[str]]
) -> Callable[[Resource], bool]:
    if condition.modifier == "exact":
        return lambda resource: any(text in condition.values for text in texts(resource))
    if condition.modifier not in ("", "contains"):
        raise Unreadable("can be searched by its beginning, with :exact or with :contains")
    wanted = [fold(value) for value in condition.values]
    if condition.modifier == "contains":
        return lambda resource: any(value in fold(text) for text in texts(resource) for value in wanted)
    return lambda resource: any(fold(text).startswith(value) for text in texts(resource) for value in wanted)


def _texts(elements: Iterable[Resource], parts: Sequence[str]) -> Iterable[str]:
    for element in elements:
        for part in parts:
            value = element.get(part, ())
            yield from [value] if isinstance(value, str) else value


def _is_at(text: str | None, moment: Any) -> bool:
    """Compare a date of the resource with the one asked for, both as stretches of time."""
    if not text:
        return False
    starts, ends = dates.span(text)
    match moment.prefix:
        case "eq" | "ap":
            return bool(moment.starts <= starts and ends <= moment.ends)
        case "ne":
            return bool(starts < moment.starts or ends > moment.ends)
        case "gt" | "sa":
            return bool(ends > moment.ends if moment.prefix == "gt" else starts >= moment.ends)
        case "ge":
            return bool(ends > moment.starts)
        case "lt" | "eb":
            return bool(starts < moment.starts if moment.prefix == "lt" else ends <= moment.starts)
    return bool(starts < moment.ends)


# Who reads a record, or the own one, reads whose it is. The record's permissions belong to the floor above.
READABLE_WITH = (Permission.READ_IDENTITY, "records.read_record", "records.read_own_record")

KEEPERS = (
    PatientKeeper(["Patient"], STORE, readable_with=READABLE_WITH),
    RelatedPersonKeeper(["RelatedPerson"], AROUND, readable_with=READABLE_WITH),
)
