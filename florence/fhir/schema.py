"""JSON Schema (draft 2020-12) of one R4 type, holding only the definitions that the type reaches.

Cardinality, primitives, required codes, the types a reference may name,
exclusive choices and a few invariants are in the schema, since it is
checked at machine speed; what needs more than one place is in inspection.
"""

from collections.abc import Callable, Iterator
from typing import Any

from florence.fhir.definitions import tables
from florence.fhir.primitives import IDENTIFIER, SCHEMAS
from florence.fhir.schema_rules import RULES

Schema = dict[str, Any]


def schema_of(kind: str) -> Schema:
    """Return the schema of a resource type. Contained and nested resources are only asked to name their type."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": f"#/$defs/{kind}",
        "$defs": _Definitions(kind).schemas,
    }


def type_keys(element: tables.Element) -> Iterator[tuple[str, str]]:
    """Yield the JSON keys of an element with the type found there: one, or one for each type of a choice."""
    if not element.name.endswith("[x]"):
        yield element.name, element.types[0]
        return
    for end in element.types:
        yield element.name[:-3] + end[0].upper() + end[1:], end


class _Definitions:
    """The definitions a type reaches. Variants are made last, since types refer to each other in circles."""

    def __init__(self, kind: str) -> None:
        self.schemas: dict[str, Schema] = {"Resource": {"type": "object", "required": ["resourceType"]}}
        self._later: list[Callable[[], None]] = []
        self._define(kind)
        while self._later:
            self._later.pop(0)()

    def _define(self, kind: str) -> str:
        if kind not in self.schemas:
            self.schemas[kind] = {}
            self.schemas[kind].update(SCHEMAS[kind] if kind in SCHEMAS else self._object(kind))
        return kind

    def _object(self, kind: str) -> Schema:
        properties: dict[str, Schema] = {}
        required: list[str] = []
        rules: list[Schema] = list(RULES.get(kind, ()))
        if kind in tables.resource_types():
            properties["resourceType"] = {"const": kind}
            required.append("resourceType")
        for element in tables.elements(kind):
            for key, end in type_keys(element):
                properties.update(self._property(key, element, end))
            rules += _presence(element, required)
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        schema |= {"minProperties": 1, "required": required, "allOf": rules}
        return {keyword: value for keyword, value in schema.items() if value != []}

    def _property(self, key: str, element: tables.Element, end: str) -> dict[str, Schema]:
        name = self._form(element, end)
        if end not in SCHEMAS:
            return {key: _list_of(name) if element.repeats else _pointer(name)}
        self._define("Element")
        if not element.repeats:
            return {key: _pointer(name), f"_{key}": _pointer("Element")}
        return {key: _list_of(self._or_null(name)), f"_{key}": _list_of(self._or_null("Element"))}

    def _form(self, element: tables.Element, end: str) -> str:
        """Name, and define on first use, the form of a type that this element asks for."""
        codes = tables.codes(element.codes) if element.codes else {}
        if end == "Reference":
            return self._reference(element.targets)
        if codes and end == "code":
            return self._code(element.codes, codes)
        if codes and end in ("Coding", "CodeableConcept"):
            return self._coded(end, element.codes, codes)
        return self._define(end)

    def _code(self, value_set: str, codes: dict[str, frozenset[str]]) -> str:
        name = f"code of {value_set}"
        self.schemas[name] = {"enum": sorted(frozenset().union(*codes.values()))}
        return name

    def _reference(self, targets: tuple[str, ...]) -> str:
        types = "|".join(targets) or "[A-Z][A-Za-z]+"
        local = rf"(?:{types})(?:/{IDENTIFIER}(?:/_history/{IDENTIFIER})?|\?.+)"
        place = {"type": "string", "pattern": rf"^(?:#.*|urn:.+|https?://.+|{local})$", "maxLength": 2048}

        def make(schema: Schema) -> None:
            schema["properties"] = {**schema["properties"], "reference": place}

        return self._variant("Reference", f"Reference to {', '.join(targets) or 'any type'}", make)

    def _coded(self, end: str, value_set: str, codes: dict[str, frozenset[str]]) -> str:
        """Define a Coding or CodeableConcept with a required value set: a coding of it must be there."""
        coding = {"anyOf": [_coding(system, listed) for system, listed in codes.items()]}
        concept = {"properties": {"coding": {"contains": coding}}, "required": ["coding"]}
        rule = {**(coding if end == "Coding" else concept), "title": f"codes {value_set}"}

        def make(schema: Schema) -> None:
            schema["allOf"] = [*schema.get("allOf", ()), rule]

        return self._variant(end, f"{end} of {value_set}", make)

    def _or_null(self, name: str) -> str:
        """Define the form of a type that may be null in a list, where an extension stands for the value."""

        def make(schema: Schema) -> None:
            if "enum" in schema:
                schema["enum"] = [*schema["enum"], None]
            else:
                schema["type"] = [schema["type"], "null"]

        return self._variant(name, f"{name} or null", make)

    def _variant(self, base: str, name: str, make: Callable[[Schema], None]) -> str:
        if name in self.schemas:
            return name
        self.schemas[name] = {}
        self._define(base)

        def finish() -> None:
            self.schemas[name].update(self.schemas[base])
            make(self.schemas[name])

        self._later.append(finish)
        return name


def _pointer(name: str) -> Schema:
    # A JSON pointer in a URI: the slashes of a value set's address need escaping, spaces need percent signs.
    return {"$ref": f"#/$defs/{name.replace('~', '~0').replace('/', '~1').replace(' ', '%20')}"}


def _list_of(name: str) -> Schema:
    return {"type": "array", "minItems": 1, "items": _pointer(name)}


def _coding(system: str, codes: frozenset[str]) -> Schema:
    properties = {"system": {"const": system}, "code": {"enum": sorted(codes)}}
    return {"properties": properties, "required": ["system", "code"]}


def _presence(element: tables.Element, required: list[str]) -> Iterator[Schema]:
    """Demand what must be there (also when only an extension says why it is missing), and one choice at most."""
    ways = [_present(key, end) for key, end in type_keys(element)]
    if element.name.endswith("[x]"):
        none = [] if element.required else [{"not": {"anyOf": ways}}]
        yield {"oneOf": [*ways, *none], "title": f"choice {element.name}"}
    elif element.required and element.types[0] in SCHEMAS:
        yield {**ways[0], "title": f"required {element.name}"}
    elif element.required:
        required.append(element.name)
    if element.repeats and element.types[0] in SCHEMAS:
        yield _null_needs_extension(element.name)


def _present(key: str, end: str) -> Schema:
    if end not in SCHEMAS:
        return {"required": [key]}
    return {"anyOf": [{"required": [key]}, {"required": [f"_{key}"]}]}


def _null_needs_extension(key: str) -> Schema:
    without_null = {"properties": {key: {"items": {"not": {"type": "null"}}}}}
    return {"anyOf": [{"required": [f"_{key}"]}, without_null], "title": f"null {key}"}
