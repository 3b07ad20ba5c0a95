"""The public collections of records as their files say it, read without the importer."""

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from florence.fhir import parsing, references

Resource = dict[str, Any]
HOUSE = ("hospital", "practitioner", "organization", "location")
"""What the names of files about the house itself begin with; their contents stand before those of other files."""


@dataclass(frozen=True)
class Sent:
    """One resource as it was sent: the file, the line or entry from 1, and what its source calls it."""

    file: str
    place: int
    key: str
    resource: Resource


def bundles(folder: Path) -> Iterator[Sent]:
    """Every entry of a folder of bundles, those about the house first."""
    paths = list(folder.glob("*.json.gz"))
    for path in sorted(paths, key=lambda path: (_rank(path), path.name)):
        entries = parsing.parse(gzip.decompress(path.read_bytes()))["entry"]
        for place, entry in enumerate(entries, start=1):
            yield Sent(path.name, place, entry["fullUrl"], entry["resource"])


def lines(folder: Path) -> Iterator[Sent]:
    """Every line of a folder of NDJSON but the log of its export."""
    for path in sorted(folder.glob("*.ndjson.gz")):
        if path.name.startswith("log."):
            continue
        for place, line in enumerate(gzip.decompress(path.read_bytes()).splitlines(), start=1):
            resource = parsing.parse(line)
            yield Sent(path.name, place, f"{resource['resourceType']}/{resource['id']}", resource)


def _rank(path: Path) -> int:
    name = path.name.lower()
    return next((rank for rank, word in enumerate(HOUSE) if name.startswith(word)), len(HOUSE))


def first_contents(every: list[Sent]) -> dict[str, Sent]:
    """Each key once, with the content that comes first: it is the one that stands."""
    found: dict[str, Sent] = {}
    for each in every:
        found.setdefault(each.key, each)
    return found


def differing(every: list[Sent], first: Mapping[str, Sent]) -> int:
    """How many came under a known key with another content than the first."""
    return sum(each.resource != first[each.key].resource for each in every)


def dangling(found: Mapping[str, Sent]) -> dict[str, str]:
    """The keys with a reference that leads to nothing, or to something that is itself dangling, each with it."""
    left = dict(found)
    broken: dict[str, str] = {}
    while fresh := {key: lost for key, each in left.items() if (lost := _lost(each.resource, left))}:
        broken |= fresh
        for key in fresh:
            del left[key]
    return broken


def _lost(resource: Resource, among: Mapping[str, Sent]) -> str:
    """The first reference of a resource that leads nowhere."""
    named = (node["reference"] for node in references.walk(resource))
    return next((each for each in named if not _leads_somewhere(each, among)), "")


def _leads_somewhere(reference: str, among: Mapping[str, Sent]) -> bool:
    return reference in among or "?" in reference or reference.startswith(("#", "http"))


def by_identifier(found: Mapping[str, Sent], names: Mapping[str, str]) -> dict[str, str]:
    """The local names of conditional references such as Practitioner?identifier=system|value."""
    return {
        f"{each.resource['resourceType']}?identifier={number.get('system', '')}|{number.get('value', '')}": names[
            key
        ]
        for key, each in found.items()
        if each.resource["resourceType"] in ("Organization", "Practitioner", "Location") and key in names
        for number in each.resource.get("identifier", ())
    }
