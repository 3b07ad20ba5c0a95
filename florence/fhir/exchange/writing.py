"""Interactions that write one resource: create, update, delete."""

from typing import Any, TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

from florence.fhir import search as grammar
from florence.fhir.exchange.serving import identity_of, not_found, one, owner_of
from florence.fhir.interactions import Answer, Served, Stored
from florence.fhir.issues import Invalid, Issue
from florence.fhir.validation import validate

ContextT = TypeVar("ContextT")
Resource = dict[str, Any]


def create(served: Served[ContextT], kind: str, resource: Resource, if_none_exist: str = "") -> Answer:
    """Store a new resource: 201, or 200 with the one that If-None-Exist finds."""
    owner = owner_of(served, kind, "create")
    check(kind, resource)
    if if_none_exist:
        existing = find_one(served, kind, if_none_exist)
        if existing:
            return one(served, existing)
    return one(served, owner.create(served.context, kind, resource), 201)


def create_as(served: Served[ContextT], kind: str, resource: Resource, identity: UUID) -> Answer:
    """Store a new, already validated resource under the id that a transaction reserved for it."""
    return one(served, owner_of(served, kind, "create").create(served.context, kind, resource, identity), 201)


def update(
    served: Served[ContextT], kind: str, identity: str, resource: Resource, if_match: str = ""
) -> Answer:
    """Store a new version of an existing resource; raises VersionConflict when If-Match names another."""
    owner = owner_of(served, kind, "update")
    check(kind, resource)
    if resource.get("id") != identity:
        raise Invalid([Issue(f"{kind}.id", "value", "must be the id in the address")])
    version = read_if_match(if_match) if if_match else None
    try:
        stored = owner.update(served.context, kind, identity_of(kind, identity), resource, version)
    except LookupError:
        raise not_found(kind) from None
    return one(served, stored)


def delete(served: Served[ContextT], kind: str, identity: str) -> Answer:
    """Mark a resource as deleted: 204, also when there was nothing to delete."""
    owner = owner_of(served, kind, "delete")
    owner.delete(served.context, kind, identity_of(kind, identity))
    return Answer(204)


def check(kind: str, resource: Resource) -> None:
    """Refuse what is not a valid resource of the type, or what would only be filled in by a transaction."""
    if resource.get("resourceType") != kind:
        raise Invalid([Issue("Resource.resourceType", "value", f"must be {kind}, as the address says")])
    issues = validate(resource)
    if issues:
        raise Invalid(issues)


def find_one(served: Served[ContextT], kind: str, query: str) -> Stored | None:
    """Return the one resource that a condition finds, None for none; raises Invalid (412) for several."""
    parameters = [*parse_qsl(query.lstrip("?")), ("_count", "2")]
    asked = grammar.parse(kind, parameters, served.base)
    if not asked.conditions and asked.ids is None:
        # Without this an empty condition would find, and hand back, any resource at all.
        raise Invalid([Issue("", "value", "a condition needs at least one search parameter with a value")])
    matches = owner_of(served, kind, "search-type").search(served.context, asked).matches
    if len(matches) > 1:
        raise Invalid([Issue("", "multiple-matches", f"the condition finds more than one {kind}")], 412)
    return matches[0] if matches else None


def read_if_match(text: str) -> int:
    """Return the version that If-Match names; raises Invalid when it is not of the form W/"3"."""
    digits = text.strip().removeprefix("W/").strip('"')
    if not digits.isdecimal() or len(digits) > 9:
        raise Invalid([Issue("", "value", 'If-Match must name a version, as in W/"3"')])
    return int(digits)
