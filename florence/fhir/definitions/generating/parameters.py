"""SearchParameters reduced from FHIRPath to plain paths of JSON keys with the type found at their end."""

import re
from collections.abc import Iterable
from typing import Any

Shapes = dict[str, list[list[Any]]]

# Which data types a parameter of each kind can be read from:
# https://hl7.org/fhir/R4/search.html, section 3.1.1.4.
READABLE = {
    "token": {
        "code",
        "Coding",
        "CodeableConcept",
        "Identifier",
        "ContactPoint",
        "boolean",
        "string",
        "id",
        "uri",
    },
    "reference": {"Reference", "canonical", "uri"},
    "date": {"date", "dateTime", "instant", "Period", "Timing"},
    "number": {"integer", "decimal", "positiveInt", "unsignedInt"},
    "quantity": {"Quantity", "Age", "Duration", "Money", "Count", "Distance"},
    "uri": {"uri", "url", "canonical", "oid", "uuid"},
    "string": {"string", "markdown", "HumanName", "Address"},
}
CAST = re.compile(r"^\(?([A-Za-z.]+)(?: as ([A-Za-z]+)\)|\.as\(([A-Za-z]+)\))$")
RESOLVED = re.compile(r"\.where\(resolve\(\) is ([A-Za-z]+)\)$")
WHERE = re.compile(r"\.where\(([a-z]+)='([a-z-]+)'\)")
PLAIN = re.compile(r"^[A-Za-z]+(\.[A-Za-z]+(\?[a-z]+=[a-z-]+)?)*$")
ALIVE_OR_NOT = "Patient.deceased.exists() and Patient.deceased != false"


def parameters_from(definitions: Iterable[dict[str, Any]], shapes: Shapes) -> dict[str, Any]:
    """Return {type: {parameter: {"kind", "paths", "targets"}}}, the common ones under "Resource".

    A path is [keys joined by ".", FHIR type at the end]; "key?name=value" keeps only matching
    objects. Composite and special parameters, and those on extensions, are left out.
    """
    found: dict[str, dict[str, Any]] = {}
    for definition in sorted(definitions, key=lambda each: str(each["id"])):
        if definition["type"] not in READABLE:
            continue
        for part in definition.get("expression", "").split("|"):
            _add_part(found, definition, part.strip(), shapes)
    return {name: _with_aliases(parameters) for name, parameters in sorted(found.items())}


def _add_part(
    found: dict[str, dict[str, Any]], definition: dict[str, Any], part: str, shapes: Shapes
) -> None:
    reduced = _reduce(part)
    if reduced is None:
        return
    plain, cast, target = reduced
    base, _, rest = plain.partition(".")
    paths = [
        ["deceased", "exists"] if part == ALIVE_OR_NOT else [path, kind]
        for path, kind in _resolve(shapes, base if base != "Resource" else "Patient", rest.split("."))
        if kind in READABLE[definition["type"]] and cast in ("", kind)
    ]
    if not paths:
        return
    entry = found.setdefault(base, {}).setdefault(
        definition["code"], {"kind": definition["type"], "paths": [], "targets": []}
    )
    entry["paths"] += [path for path in paths if path not in entry["paths"]]
    entry["targets"] = sorted({*entry["targets"], *([target] if target else definition.get("target", []))})
    if target and set(definition.get("target", ())) - {target}:
        entry["targets"] = [target]


def _reduce(part: str) -> tuple[str, str, str] | None:
    """Split one alternative of an expression into (plain
    path, cast, type of the reference), None if not plain.
    """
    if part == ALIVE_OR_NOT:
        return "Patient.deceased", "", ""
    resolved = RESOLVED.search(part)
    part = RESOLVED.sub("", part)
    cast = CAST.match(part)
    if cast:
        part = cast[1]
    part = WHERE.sub(r"?\1=\2", part)
    if not PLAIN.match(part):
        return None
    return part, (cast[2] or cast[3]) if cast else "", resolved[1] if resolved else ""


def _resolve(shapes: Shapes, kind: str, steps: list[str]) -> list[tuple[str, str]]:
    """Follow element names from a type; a choice such as value[x] gives one path for each of its types."""
    if not steps:
        return [("", kind)]
    name, question, condition = steps[0].partition("?")
    found = []
    for element in shapes.get(kind, ()):
        for key, next_kind in _keys(element, name):
            for rest, end in _resolve(shapes, next_kind, steps[1:]):
                found.append((f"{key}{question}{condition}" + (f".{rest}" if rest else ""), end))
    return found


def _keys(element: list[Any], name: str) -> list[tuple[str, str]]:
    if element[0] == name:
        return [(name, kind) for kind in element[1]]
    if element[0] == f"{name}[x]":
        return [(name + kind[0].upper() + kind[1:], kind) for kind in element[1]]
    return []


def _with_aliases(parameters: dict[str, Any]) -> dict[str, Any]:
    """Replace the paths of a parameter that only repeats others by their names, so nothing is stored twice."""
    result = {}
    for name, entry in sorted(parameters.items()):
        parts = [other for other in sorted(parameters) if _is_part(other, name, parameters)]
        covered = set().union(*(_paths(parameters[other]) for other in parts)) if parts else set()
        is_alias = covered == _paths(entry)
        result[name] = {**entry, "paths": [], "same_as": parts} if is_alias else entry
    return result


def _paths(entry: dict[str, Any]) -> set[tuple[str, ...]]:
    return {tuple(path) for path in entry["paths"]}


def _is_part(other: str, name: str, parameters: dict[str, Any]) -> bool:
    first, second = parameters[other], parameters[name]
    if other == name or first["kind"] != second["kind"]:
        return False
    if _paths(first) == _paths(second):
        # Of two names for one thing the general one keeps the paths: "subject" rather than "patient".
        return (-len(first["targets"]), other) < (-len(second["targets"]), name)
    return _paths(first) < _paths(second)
