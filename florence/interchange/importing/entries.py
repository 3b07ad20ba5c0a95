"""The entries of a part: parsed, checked, and named as their source names them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from florence.fhir import parsing
from florence.fhir.issues import Invalid, Issue
from florence.fhir.validation import validate
from florence.interchange.importing.parts import Origin, Part
from florence.interchange.importing.report import Refusal

Resource = dict[str, Any]
BUNDLES = ("transaction", "batch", "collection", "searchset", "document", "message", "history")


@dataclass
class Entry:
    """One resource of a part. `key` is what its source calls it, `aliases` how references may name it as well."""

    origin: Origin
    key: str
    aliases: tuple[str, ...]
    resource: Resource

    @property
    def kind(self) -> str:
        """The type of the resource."""
        return str(self.resource["resourceType"])


def entries_of(part: Part) -> tuple[list[Entry], list[Refusal]]:
    """The valid entries of a part, each key once, and why others were refused."""
    entries: dict[str, Entry] = {}
    refusals: list[Refusal] = []
    for origin, key, resource, issues in _read(part):
        faults = issues or validate(resource)
        if faults:
            refusals.append(refusal_of(origin, resource, faults))
            continue
        # What its source gave no name is known again by the part that it came in.
        named = key or f"{part.digest.hex()}#{origin[1]}"
        if named not in entries:
            entries[named] = Entry(origin, named, _aliases(resource), resource)
    return list(entries.values()), refusals


def refusal_of(origin: Origin, resource: Resource, issues: list[Issue]) -> Refusal:
    """The refusal of an entry for its first fault."""
    kind = resource.get("resourceType", "")
    return Refusal(*origin, kind if isinstance(kind, str) else "", issues[0].path, issues[0].message)


_Read = tuple[Origin, str, Resource, list[Issue]]


def _read(part: Part) -> Iterator[_Read]:
    """Origin, key, resource and faults of each entry."""
    if part.is_lines:
        for origin, line in zip(part.origins, part.text.split(b"\n"), strict=True):
            yield _single(origin, line)
        return
    file = part.origins[0][0]
    try:
        document = parsing.parse(part.text)
    except Invalid as fault:
        yield (file, 0), "", {}, fault.issues
        return
    if document.get("resourceType") == "Bundle" and document.get("type") in BUNDLES:
        yield from _bundled(file, document)
    else:
        yield (file, 1), _own_key(document), document, []


def _single(origin: Origin, line: bytes) -> _Read:
    try:
        resource = parsing.parse(line)
    except Invalid as fault:
        return origin, "", {}, fault.issues
    return origin, _own_key(resource), resource, []


def _bundled(file: str, bundle: Resource) -> Iterator[_Read]:
    entries = bundle.get("entry", ())
    if not isinstance(entries, list | tuple):
        yield (file, 0), "", bundle, [Issue("Bundle.entry", "structure", "must be a list")]
        return
    for place, entry in enumerate(entries, start=1):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict):
            yield (file, place), "", {}, [Issue(f"Bundle.entry[{place - 1}]", "required", "has no resource")]
            continue
        full_url = entry.get("fullUrl", "")
        key = full_url if isinstance(full_url, str) and full_url else _own_key(resource)
        yield (file, place), key, resource, []


def _own_key(resource: Resource) -> str:
    kind, identity = resource.get("resourceType"), resource.get("id")
    return f"{kind}/{identity}" if isinstance(kind, str) and isinstance(identity, str) else ""


def _aliases(resource: Resource) -> tuple[str, ...]:
    key = _own_key(resource)
    return (key, f"urn:uuid:{resource['id']}") if key else ()
