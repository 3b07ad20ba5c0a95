"""The references of a part's entries, put into the names that things have here."""

from collections.abc import Iterable, Mapping
from typing import Any

from florence.fhir import references
from florence.interchange.importing.entries import Entry
from florence.interchange.importing.names import Names

Named = tuple[dict[str, Any], str]


def link(entries: Iterable[Entry], targets: Mapping[str, str], names: Names) -> dict[str, str]:
    """Rewrite the references of entries in place; `targets` has the local name of every key of the part.

    Gives the entries that cannot be linked by their key, each with the first reference that leads nowhere: to
    nothing here, or to an entry that itself cannot be linked. These are left as they came.
    """
    nodes = {entry.key: _nodes(entry) for entry in entries}
    wanted = {bare for each in nodes.values() for _, bare in each}
    found = names.find(reference for reference in wanted if reference not in targets)
    locals_ = {**found, **targets}
    broken = _broken(nodes, locals_, targets)
    for key, each in nodes.items():
        if key not in broken:
            for node, bare in each:
                node["reference"] = locals_.get(bare, node["reference"])
    return broken


def _nodes(entry: Entry) -> list[Named]:
    """The references, each with what it leads to without the version, which has another number here."""
    return [
        (node, references.target_of(node["reference"]))
        for node in references.walk(entry.resource)
        if node["reference"][:1] != "#"
    ]


def _broken(
    nodes: Mapping[str, list[Named]], locals_: Mapping[str, str], targets: Mapping[str, str]
) -> dict[str, str]:
    broken: dict[str, str] = {}
    for key, each in nodes.items():
        for _, reference in each:
            if reference not in locals_ and not reference.startswith(("http://", "https://")):
                broken[key] = reference
                break
    gone = {targets[key] for key in broken if key in targets}
    while gone:
        further = {
            key: reference
            for key, each in nodes.items()
            if key not in broken and (reference := _first_in(each, locals_, gone))
        }
        broken |= further
        gone = {targets[key] for key in further if key in targets}
    return broken


def _first_in(nodes: Iterable[Named], locals_: Mapping[str, str], gone: set[str]) -> str:
    return next((bare for _, bare in nodes if locals_.get(bare) in gone), "")
