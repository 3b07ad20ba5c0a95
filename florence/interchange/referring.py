"""References in what others send: each must lead to something that is here and that the sender may know of."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from florence.fhir import references
from florence.fhir.issues import Invalid, Issue
from florence.fhir.search import as_uuid
from florence.security.keeping import AnyKeeper

Resource = dict[str, Any]
Keepers = Mapping[str, AnyKeeper]


def refuse_broken(resource: Resource, keepers: Keepers, coming: frozenset[str] = frozenset()) -> None:
    """Raise Invalid, with an issue for each, for references to what is neither here nor coming.

    Absolute addresses lead to other servers and are left as they are.
    """
    wanted = {node["reference"] for node in references.walk(resource)}
    local = {each for each in wanted if not each.startswith(("#", "http://", "https://"))}
    broken = {each for each in local if references.split(each) is None}
    targets = {references.target_of(each) for each in local - broken} - coming
    missing = targets - set(existing(targets, keepers)) if targets else set()
    if broken or missing:
        issues = [
            Issue(f"{path}.reference", "not-found", "refers to something that is not here")
            for path, reference in places_of(resource, resource["resourceType"])
            if reference in broken or references.target_of(reference) in missing
        ]
        raise Invalid(issues)


def existing(targets: Iterable[str], keepers: Keepers) -> Iterator[str]:
    """Those of some references (Type/id) that lead to what the scope may see."""
    wanted: defaultdict[AnyKeeper, set[UUID]] = defaultdict(set)
    for target in targets:
        kind, _, identity = target.partition("/")
        row_id = as_uuid(identity)
        if row_id is not None and kind in keepers:
            wanted[keepers[kind]].add(row_id)
    for keeper, ids in wanted.items():
        for kind, row_id in keeper.store.existing(ids):
            yield f"{kind}/{row_id}"


def places_of(node: Any, path: str) -> Iterator[tuple[str, str]]:
    """Each reference below a node, with the path to it."""
    if isinstance(node, list):
        for index, value in enumerate(node):
            yield from places_of(value, f"{path}[{index}]")
    elif isinstance(node, dict):
        if isinstance(node.get("reference"), str):
            yield path, node["reference"]
        for name, value in node.items():
            yield from places_of(value, f"{path}.{name}")
