"""Is this resource valid FHIR R4? Base specification only; profiles are not judged."""

from functools import cache
from typing import Any

import jsonschema_rs

from florence.fhir import wording
from florence.fhir.definitions import tables
from florence.fhir.inspection import Inspection, path_text
from florence.fhir.issues import Issue
from florence.fhir.schema import Schema, schema_of

MOST_ISSUES = 100
# A document in a batch, with resources contained in its own: more resources within resources are not needed.
MOST_LEVELS = 4


def validate(resource: Any, container: dict[str, Any] | None = None, level: int = 1) -> list[Issue]:
    """Return what is wrong with a resource, at most 100
    issues; an empty list means that it is valid R4 (4.0.1).

    Judged are cardinality, types, primitives with the calendar, unknown elements, exclusive choices, required
    codes, types of references, contained and nested resources, depth, length of text, and the invariants that
    florence.fhir.schema_rules names. `container` is the resource in which this one is contained, level how
    deep in others it stands. Never raises for any JSON value.
    """
    if type(resource) is not dict:
        return [Issue("Resource", "structure", "must be a JSON object with a resourceType")]
    kind = resource.get("resourceType")
    if type(kind) is not str or kind not in tables.resource_types():
        return [Issue("Resource.resourceType", "structure", "must name a resource type of FHIR R4")]
    if level > MOST_LEVELS:
        return [Issue(kind, "too-costly", f"stands in more than {MOST_LEVELS - 1} resources around it")]
    inspection = Inspection(resource, container)
    if any(issue.code == "too-costly" for issue in inspection.issues):
        return inspection.issues
    issues = inspection.issues
    if not _validator(kind).is_valid(resource):
        issues = issues + _schema_issues(kind, resource)
    for path, nested in inspection.nested:
        place = path_text(path)
        outer = resource if place.startswith(f"{kind}.contained[") else None
        issues = issues + [_moved(issue, place, nested) for issue in validate(nested, outer, level + 1)]
    return issues[:MOST_ISSUES]


def is_valid(resource: Any) -> bool:
    """Tell whether validate would find nothing."""
    return not validate(resource)


def _schema_issues(kind: str, resource: dict[str, Any]) -> list[Issue]:
    found: list[Issue] = []
    for error in _validator(kind).iter_errors(resource):
        found += wording.issue_for(error, _schema(kind), kind)
        if len(found) >= MOST_ISSUES:
            break
    return found


def _moved(issue: Issue, place: str, nested: dict[str, Any]) -> Issue:
    """Name the place of a nested resource's issue as seen from the outermost one."""
    inner = str(nested.get("resourceType"))
    path = issue.path.removeprefix(inner).removeprefix("Resource")
    return Issue(place + path, issue.code, issue.message)


@cache
def _schema(kind: str) -> Schema:
    return schema_of(kind)


@cache
def _validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_schema(kind), pattern_options=jsonschema_rs.RegexOptions())
