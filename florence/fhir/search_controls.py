"""The parameters that say how results are given: _sort, _count, _include, _summary and their like."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from florence.fhir import stored
from florence.fhir.conditions import Include
from florence.fhir.definitions import tables
from florence.fhir.search_values import Unreadable

USUAL_COUNT = 50
LARGEST_COUNT = 500
FORMATS = ("json", "application/json", "application/fhir+json", "text/json")


@dataclass(slots=True)
class Controls:
    """How to give the results. sort names a parameter, ""
    for the order of creation; cursor is where to go on.
    """

    sort: str = ""
    descending: bool = False
    count: int = USUAL_COUNT
    only_count: bool = False
    total: str = "none"
    cursor: tuple[Any, str] | None = None
    includes: tuple[Include, ...] = ()
    reverse_includes: tuple[Include, ...] = ()


def read_control(controls: Controls, kind: str, name: str, value: str) -> bool:
    """Take a parameter into the controls if it is one; raises Unreadable when its value cannot be used."""
    bare, _, modifier = name.partition(":")
    reader = _READERS.get(bare)
    if reader is None:
        return False
    if modifier:
        raise Unreadable(f"has the modifier :{modifier[:32]}, which this server does not offer here")
    reader(controls, kind, value)
    return True


def write_cursor(value: Any, identity: str) -> str:
    """Return where a page ended, as text for a link: the value sorted by and the id."""
    return base64.urlsafe_b64encode(orjson.dumps([value, identity])).decode().rstrip("=")


def _cursor(controls: Controls, _kind: str, value: str) -> None:
    try:
        found = orjson.loads(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
    except ValueError:
        raise Unreadable("is not a place that this server gave out: start the search again") from None
    if not (isinstance(found, list) and len(found) == 2 and isinstance(found[1], str)):
        raise Unreadable("is not a place that this server gave out: start the search again")
    controls.cursor = (found[0], found[1])


def _sort(controls: Controls, kind: str, value: str) -> None:
    name = value.removeprefix("-")
    if name not in ("_id", "_lastUpdated"):
        parameter = tables.parameters(kind).get(name)
        if parameter is None or not _is_main_date(kind, parameter):
            raise Unreadable("can be _id, _lastUpdated or the main date of the type, one of them")
    controls.sort, controls.descending = name, value.startswith("-")


def _is_main_date(kind: str, parameter: tables.Parameter) -> bool:
    """Tell whether rows can be put in order by a parameter:
    they have one time each, which "date" always means.
    """
    if parameter.kind != "date":
        return False
    return (
        parameter.name == "date"
        or stored.column_for(kind, (parameter.same_as or (parameter.name,))[0]) == "time"
    )


def _count(controls: Controls, _kind: str, value: str) -> None:
    if not value.isdecimal() or len(value) > 9:
        raise Unreadable("must be a whole number")
    controls.count = min(int(value), LARGEST_COUNT)
    controls.only_count = controls.only_count or controls.count == 0


def _summary(controls: Controls, _kind: str, value: str) -> None:
    if value not in ("count", "false"):
        raise Unreadable("can be count or false here")
    controls.only_count = controls.only_count or value == "count"


def _total(controls: Controls, _kind: str, value: str) -> None:
    if value not in ("none", "estimate", "accurate"):
        raise Unreadable("can be none, estimate or accurate")
    controls.total = value


def _format(_controls: Controls, _kind: str, value: str) -> None:
    if value.replace(" ", "+").partition(";")[0] not in FORMATS:
        raise Unreadable("can be json only")


def _pretty(_controls: Controls, _kind: str, value: str) -> None:
    if value not in ("true", "false"):
        raise Unreadable("can be true or false")


def _include(controls: Controls, kind: str, value: str) -> None:
    include = _read_include(value)
    if include.kind != kind:
        raise Unreadable(f"must begin with {kind}:")
    controls.includes = (*controls.includes, include)


def _reverse_include(controls: Controls, kind: str, value: str) -> None:
    include = _read_include(value)
    if include.target not in ("", kind):
        raise Unreadable(f"must lead to {kind}")
    controls.reverse_includes = (*controls.reverse_includes, Include(include.kind, include.parameters, kind))


def _read_include(value: str) -> Include:
    """Read Type:parameter or Type:parameter:Target."""
    parts = value.split(":")
    if len(parts) not in (2, 3) or parts[0] not in tables.resource_types():
        raise Unreadable("must look like Observation:subject or Observation:subject:Patient")
    parameter = tables.parameters(parts[0]).get(parts[1])
    if parameter is None or parameter.kind != "reference":
        raise Unreadable(f"does not name a reference of {parts[0]}")
    target = parts[2] if len(parts) == 3 else ""
    if not target and len(parameter.targets) == 1:
        target = parameter.targets[0]
    if target and target not in parameter.targets:
        raise Unreadable(f"cannot lead to {target[:32]}")
    return Include(parts[0], parameter.same_as or (parts[1],), target)


_READERS: dict[str, Callable[[Controls, str, str], None]] = {
    "_sort": _sort,
    "_count": _count,
    "_summary": _summary,
    "_total": _total,
    "_cursor": _cursor,
    "_format": _format,
    "_pretty": _pretty,
    "_include": _include,
    "_revinclude": _reverse_include,
}
