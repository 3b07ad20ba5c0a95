"""Faults found by the schema, said in plain words with FHIR's own kinds of issue."""

from typing import Any

import jsonschema_rs

from florence.fhir.issues import Issue
from florence.fhir.schema_rules import SENTENCES

Schema = dict[str, Any]

# What people call the JSON types.
KINDS = {
    "object": "an object in { }",
    "array": "a list in [ ]",
    "string": "text in quotes",
    "number": "a number without quotes",
    "integer": "a whole number without quotes",
    "boolean": "true or false without quotes",
    "null": "null",
}
FORMS = {
    "date": "must be a real date such as 2021, 2021-02 or 2021-02-28",
    "dateTime": "must be a real date such as 2021-02-28, or date, time and zone such as 2021-02-28T13:05:00Z",
    "instant": "must be a real date and time with zone such as 2021-02-28T13:05:00.000Z",
    "time": "must be a time such as 13:05:00",
    "id": "must be an id: 1 to 64 letters, digits, hyphens and full stops",
    "code": "must be a code: text without leading, trailing or double spaces",
    "string": "must hold visible text and no control characters",
    "markdown": "must hold visible text and no control characters",
    "base64Binary": "must be base64 text",
    "xhtml": "must be an XHTML <div>",
    "oid": "must be an object identifier such as urn:oid:1.2.3",
    "uuid": "must be a lower-case UUID such as urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
    "uri": "must be an address without spaces",
    "url": "must be an address without spaces",
    "canonical": "must be an address without spaces",
}
MOST_CODES_LISTED = 20


def issue_for(error: jsonschema_rs.ValidationError, schema: Schema, kind: str) -> list[Issue]:
    """Return the issues that one schema error stands for."""
    path = path_from(kind, list(error.instance_path))
    name = type(error.kind).__name__.rpartition("_")[2]
    place = list(error.schema_path)
    if name == "AdditionalProperties":
        return [_unknown(path, each) for each in getattr(error.kind, "unexpected", [])]
    title = _title(schema, place)
    if title:
        return [_by_title(path, title, name)]
    word = PLAIN.get(name)
    if word:
        return [Issue(path, *word)]
    return [_by_kind(path, name, error, place)]


def path_from(kind: str, steps: list[str | int]) -> str:
    """Write the place of a fault: Observation.component[1].valueQuantity.value."""
    return kind + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


PLAIN = {
    "MinItems": ("structure", "must not be an empty list"),
    "MinProperties": ("structure", "must not be empty"),
    "MaxLength": ("too-long", "is longer than this server accepts"),
    "Minimum": ("value", "is smaller than allowed"),
    "Maximum": ("value", "is larger than allowed"),
}


def _unknown(path: str, name: str) -> Issue:
    # The name is the sender's own; cut, since it may be as long as the sender likes.
    return Issue(f"{path}.{name[:64]}", "structure", "is not an element of this type in FHIR R4")


def _title(schema: Schema, place: list[Any]) -> str:
    """Find the title of the nearest rule around the place that failed."""
    found = ""
    node: Any = schema
    for step in place:
        node = node[step]
        if isinstance(node, dict) and "title" in node and isinstance(node["title"], str):
            found = node["title"]
    return found


def _by_title(path: str, title: str, name: str) -> Issue:
    key, _, rest = title.partition(" ")
    if key in SENTENCES:
        return Issue(path, "invariant", f"{SENTENCES[key]} ({key})")
    if key == "codes":
        return Issue(
            path.removesuffix(".coding"), "code-invalid", f"must have a coding from the required list {rest}"
        )
    if key == "null":
        return Issue(
            f"{path}.{rest}", "structure", "may hold null only where an extension stands in for the value"
        )
    if key == "required" or name != "OneOfMultipleValid":
        return Issue(f"{path}.{rest}", "required", "must be there")
    return Issue(f"{path}.{rest}", "structure", "may be given in one of its types only")


def _by_kind(path: str, name: str, error: jsonschema_rs.ValidationError, place: list[Any]) -> Issue:
    if name == "Required":
        return Issue(f"{path}.{getattr(error.kind, 'property', '')}", "required", "must be there")
    if name == "Type":
        return Issue(path, "structure", f"must be {_kinds(error)}")
    if name == "Enum":
        return Issue(path, "code-invalid", _listed(getattr(error.kind, "options", [])))
    if name == "Pattern":
        return Issue(path, "value", _form(str(place[1]) if len(place) > 1 else ""))
    return Issue(path, "invalid", "is not valid FHIR R4")


def _kinds(error: jsonschema_rs.ValidationError) -> str:
    types = [str(each) for each in getattr(error.kind, "types", [])]
    return " or ".join(KINDS.get(each, each) for each in types if each != "null" or len(types) == 1)


def _listed(options: Any) -> str:
    codes = [str(each) for each in options if each is not None]
    if len(codes) > MOST_CODES_LISTED:
        return "is not one of the codes that FHIR R4 requires here"
    return f"must be one of: {', '.join(codes)}"


def _form(definition: str) -> str:
    name = definition.removesuffix(" or null")
    if name.startswith("Reference to "):
        return f"must refer to one of: {name.removeprefix('Reference to ')}"
    return FORMS.get(name, "does not have the form that FHIR R4 requires")
