"""The entries of a part: parsed, checked, and named as their source names them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from florence.fhir import parsing
from florence.fhir.issues import Invalid, Issue
from florence.fhir.validation import validate
from florence.interchange.importing.parts import Part
from florence.interchange.importing.report import Refusal

Resource = dict[str, Any]
BUNDLES = ("transaction", "batch", "collection", "searchset", "document", "message", "history")


@dataclass
class Entry:
    """One resource of a part. `key` is what its source calls it, `aliases` how references may name it as well."""

    place: int
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
    for place, key, resource, issues in _read(part):
        faults = issues or validate(resource)
        if faults:
            refusals.append(refusal_of(part, place, resource, faults))
            continue
        # What its source gave no name is known again by the part that it came in.
        named = key or f"{part.digest.hex()}#{place}"
        if named not in entries:
            entries[named] = Entry(place, named, _aliases(resource), resource)
    return list(entries.values()), refusals


def refusal_of(part: Part, place: int, resource: Resource, issues: list[Issue]) -> Refusal:
    """The refusal of an entry for its first fault."""
    kind = resource.get("resourceType", "")
    return Refusal(part.file, place, kind if isinstance(kind, str) else "", issues[0].path, issues[0].message)


def _read(part: Part) -> Iterator[tuple[int, str, Resource, list[Issue]]]:
    """Place, key, resource and faults of each entry."""
    if part.is_lines:
        for place, line in zip(part.places, part.text.split(b"\n"), strict=True):
            yield from _single(place, line)
        return
    try:
        document = parsing.parse(part.text)
    except Invalid as fault:
        yield 0, "", {}, fault.issues
        return
    if document.get("resourceType") == "Bundle" and document.get("type") in BUNDLES:
        yield from _bundled(document)
    else:
        yield 1, _own_key(document), document, []


def _single(place: int, line: bytes) -> Iterator[tuple[int, str, Resource, list[Issue]]]:
    try:
        resource = parsing.parse(line)
    except Invalid as fault:
        yield place, "", {}, fault.issues
        return
    yield place, _own_key(resource), resource, []


def _bundled(bundle: Resource) -> Iterator[tuple[int, str, Resource, list[Issue]]]:
    entries = bundle.get("entry", ())
    if not isinstance(entries, list):
        yield 0, "", bundle, [Issue("Bundle.entry", "structure", "must be a list")]
        return
    for place, entry in enumerate(entries, start=1):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict):
            yield place, "", {}, [Issue(f"Bundle.entry[{place - 1}]", "required", "has no resource")]
            continue
        full_url = entry.get("fullUrl", "")
        yield place, full_url if isinstance(full_url, str) and full_url else _own_key(resource), resource, []


def _own_key(resource: Resource) -> str:
    kind, identity = resource.get("resourceType"), resource.get("id")
    return f"{kind}/{identity}" if isinstance(kind, str) and isinstance(identity, str) else ""


def _aliases(resource: Resource) -> tuple[str, ...]:
    key = _own_key(resource)
    return (key, f"urn:uuid:{resource['id']}") if key else ()
