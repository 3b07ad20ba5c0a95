"""Two small shipped lives, at a fixed moment, and what is needed to compare what was sent with what is read."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from typing import Any

from florence.demo_data.lives import lives
from florence.fhir import references

Resource = dict[str, Any]
MOMENT = datetime(2026, 11, 24, 12, tzinfo=UTC)


@cache
def _shipped() -> list[Resource]:
    found = sorted(islice(lives(MOMENT), 40), key=lambda bundle: len(bundle["entry"]))
    return found[:3]


def small_bundle(place: int = 0) -> Resource:
    """A transaction bundle of one person, afresh each time."""
    import orjson

    bundle: Resource = orjson.loads(orjson.dumps(_shipped()[place]))
    return bundle


def kinds_of(bundle: Resource) -> dict[str, int]:
    """How many entries of each type a bundle has."""
    counts: dict[str, int] = {}
    for entry in bundle["entry"]:
        kind = entry["resource"]["resourceType"]
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def as_read(resource: Resource, local: Mapping[str, str]) -> Resource:
    """A sent resource as it has to be read back: references mapped, without id, version and time of change."""
    references.rewrite(resource, lambda reference: local.get(references.target_of(reference), reference))
    return comparable(resource)


def comparable(resource: Resource) -> Resource:
    """A resource without what the server gives: id, version, time of change."""
    rest = {name: value for name, value in resource.items() if name != "id"}
    meta = {k: v for k, v in rest.pop("meta", {}).items() if k not in ("versionId", "lastUpdated")}
    return rest | ({"meta": meta} if meta else {})
