"""The next visit of somebody whose last one is long ago: what was measured then is measured again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from florence.demo_data.lives import DATE_KEYS, WEEK

Resource = dict[str, Any]
Named = tuple[str, Resource]

_NAMES = UUID("0192f0c1-6f0e-7c3a-9d55-5f1b6a0e2d13")
_DROPPED = ("id", "hospitalization", "location", "diagnosis")


def weeks_since(last: datetime, now: datetime) -> timedelta:
    """How far a visit moves to be the latest that falls on the same weekday and is a day past at least."""
    return max((now - timedelta(days=1) - last) // WEEK, 0) * WEEK


def next_visit(visit: Named, facts: Sequence[Named], by: timedelta) -> Resource:
    """A transaction bundle with the visit and its facts so much later, under names that follow from theirs.

    Each comes with its name at its source. References to what is not in the bundle stay as they are.
    """
    name, encounter = visit
    last = str(encounter["period"]["start"])
    own = _name(name, last, by)
    moved = [(own, {**_moved(encounter, by), "class": _CLASS, "type": [{"text": "Clinic visit"}]})]
    for fact_name, fact in facts:
        moved.append((_name(fact_name, last, by), {**_moved(fact, by), "encounter": {"reference": own}}))
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"fullUrl": url, "resource": one, "request": {"method": "POST", "url": one["resourceType"]}}
            for url, one in moved
        ],
    }


_CLASS = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}


def _name(name: str, last: str, by: timedelta) -> str:
    return uuid5(_NAMES, f"{name} {last} {by.days}").urn


def _moved(resource: Resource, by: timedelta) -> Resource:
    return {key: _later(value, key, by) for key, value in resource.items() if key not in _DROPPED}


def _later(node: Any, key: str, by: timedelta) -> Any:
    if isinstance(node, list):
        return [_later(one, key, by) for one in node]
    if isinstance(node, dict):
        return {name: _later(value, name, by) for name, value in node.items()}
    if key not in DATE_KEYS or not isinstance(node, str):
        return node
    if "T" not in node:
        return (date.fromisoformat(node) + by).isoformat()
    return (datetime.fromisoformat(node) + by).isoformat(timespec="seconds")
