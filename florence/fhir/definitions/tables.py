"""The generated tables, each read once per process when first asked for."""

import lzma
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

DATA = Path(__file__).parent / "data"


class Element(NamedTuple):
    """One element of a type: its name (value[x] for a
    choice), types, whether it must be there and may repeat.
    """

    name: str
    types: tuple[str, ...]
    required: bool
    repeats: bool
    targets: tuple[str, ...]
    codes: str


class Parameter(NamedTuple):
    """One search parameter: where it is read, or the parameters it repeats, and the types it may refer to."""

    name: str
    kind: str
    paths: tuple[tuple[str, str], ...]
    same_as: tuple[str, ...]
    targets: tuple[str, ...]


@cache
def resource_types() -> frozenset[str]:
    """Return the names of all concrete R4 resource types."""
    return frozenset(_read("shapes")["resources"])


@cache
def elements(kind: str) -> tuple[Element, ...]:
    """Return the elements of a type or backbone path in the order of the standard; empty for a primitive."""
    return tuple(_element(row) for row in _read("shapes")["shapes"].get(kind, ()))


@cache
def codes(value_set: str) -> dict[str, frozenset[str]]:
    """Return {system: codes} of a required value set; empty when the standard leaves its list to others."""
    return {system: frozenset(listed) for system, listed in _read("codes").get(value_set, {}).items()}


@cache
def parameters(kind: str) -> dict[str, Parameter]:
    """Return the search parameters of a resource type by name, the common ones (_id, _tag …) included."""
    table = _read("parameters")
    rows = {**table.get("DomainResource", {}), **table["Resource"], **table.get(kind, {})}
    return {name: _parameter(name, row) for name, row in rows.items()}


@cache
def _read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads(lzma.decompress((DATA / f"{name}.json.xz").read_bytes()))
    return document


def _element(row: list[Any]) -> Element:
    extra = row[4] if len(row) > 4 else {}
    targets = tuple(extra.get("targets", ()))
    return Element(row[0], tuple(row[1]), bool(row[2]), bool(row[3]), targets, extra.get("codes", ""))


def _parameter(name: str, row: dict[str, Any]) -> Parameter:
    paths = tuple((path, kind) for path, kind in row["paths"])
    return Parameter(name, row["kind"], paths, tuple(row.get("same_as", ())), tuple(row["targets"]))
