"""StructureDefinitions reduced to what a schema, a search path and an ordered rendering need."""

from collections.abc import Iterable
from typing import Any

Shapes = dict[str, list[list[Any]]]

PROFILE_PREFIX = "http://hl7.org/fhir/StructureDefinition/"
SYSTEM_PREFIX = "http://hl7.org/fhirpath/System."


def shapes_from(definitions: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return {"resources": names, "shapes": {type or backbone path: list of elements}}.

    An element is [name, types, required 0/1, repeats 0/1] and, where the standard says so, a fifth
    item with "targets" (types a Reference may name) or "codes" (URL of a required value set).
    """
    shapes: Shapes = {}
    resources: list[str] = []
    for definition in sorted(definitions, key=lambda each: str(each["id"])):
        if not _is_needed(definition):
            continue
        if definition["kind"] == "resource":
            resources.append(definition["type"])
        _add_shapes(shapes, definition)
    return {"resources": resources, "shapes": shapes}


def _is_needed(definition: dict[str, Any]) -> bool:
    return (
        definition["resourceType"] == "StructureDefinition"
        and definition["kind"] in ("resource", "complex-type")
        and definition.get("derivation") != "constraint"
        # Element is abstract and yet what stands beside a primitive: {"_birthDate": {"extension": …}}.
        and (not definition["abstract"] or definition["id"] == "Element")
    )


def _add_shapes(shapes: Shapes, definition: dict[str, Any]) -> None:
    for element in definition["snapshot"]["element"]:
        parent, dot, name = element["path"].rpartition(".")
        if dot and element["max"] != "0":
            shapes.setdefault(parent, []).append(_element(name, element, definition["kind"] == "resource"))


def _element(name: str, element: dict[str, Any], in_resource: bool) -> list[Any]:
    row: list[Any] = [name, _types(element, in_resource), element["min"], int(element["max"] != "1")]
    extra = _details(element)
    return [*row, extra] if extra else row


def _types(element: dict[str, Any], in_resource: bool) -> list[str]:
    if "contentReference" in element:
        return [element["contentReference"].lstrip("#")]
    codes = [each["code"] for each in element["type"]]
    if codes[0].startswith(SYSTEM_PREFIX):
        return [_system_type(element["path"], in_resource)]
    if codes[0] in ("BackboneElement", "Element"):
        return [element["path"]]
    return codes


def _system_type(path: str, in_resource: bool) -> str:
    """Name the FHIR type of an element that the official file types by FHIRPath (ids and Extension.url)."""
    if path.endswith(".url"):
        return "uri"
    return "id" if in_resource and path.count(".") == 1 else "string"


def _details(element: dict[str, Any]) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    targets = [
        target.removeprefix(PROFILE_PREFIX)
        for each in element.get("type", ())
        if each["code"] == "Reference"
        for target in each.get("targetProfile", ())
    ]
    if targets and "Resource" not in targets:
        extra["targets"] = sorted(set(targets))
    binding = element.get("binding", {})
    if binding.get("strength") == "required":
        extra["codes"] = binding["valueSet"].partition("|")[0]
    return extra
