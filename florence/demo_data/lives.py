"""The shipped lives, moved in time so that they end now: a stream of transaction bundles, one per person.

Source: Synthea 2.4 (MITRE, Apache-2.0), see data/NOTICE. All people are synthetic.
"""

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import orjson
import zstandard

Bundle = dict[str, Any]

LIVES_PATH = Path(__file__).parent / "data" / "lives.jsonl.zst"
LOCAL_MARK = "#"
SHARED_MARK = "@"
DATE_KEYS = frozenset(
    {
        "birthDate",
        "deceasedDateTime",
        "effectiveDateTime",
        "issued",
        "start",
        "end",
        "onsetDateTime",
        "abatementDateTime",
        "recordedDate",
        "occurrenceDateTime",
        "authoredOn",
        "started",
    }
)
WEEK = timedelta(weeks=1)
# The last fact of the living lies up to 55 days and a week back, so that the last visit, which may be up to
# four weeks before it, lies within the last 90 days.
LIVING_DAYS = range(56)
DEAD_DAYS = range(12, 400)
# Ids of shipped resources are derived from this name space, the person's key and the place in the file.
_NAMES = UUID("0192f0c1-6f0e-7c3a-9d55-5f1b6a0e2d11")


def lives(now: datetime, zone: tzinfo = UTC, seed: str = "florence") -> Iterator[Bundle]:
    """One transaction bundle per person, as of `now` (aware); visits lie in the working day of `zone`.

    All dates of a person move by the same whole number of weeks, so weekdays and ages at each fact stay;
    times of day move by the same whole number of hours. Nothing lies after `now`. The same `now`, zone and
    seed give the same bundles; ids depend on none of them. Organizations and practitioners a person meets are
    in the bundle, with the same fullUrl in each.
    """
    lines = _lines()
    shared = orjson.loads(next(lines))["shared"]
    for line in lines:
        yield _bundle(orjson.loads(line), shared, _Shift(now, zone, seed))


def directory() -> Bundle:
    """One transaction bundle with all organizations and practitioners, to be loaded before the lives."""
    shared = orjson.loads(next(_lines()))["shared"]
    return _transaction(shared.items())


def _lines() -> Iterator[bytes]:
    with LIVES_PATH.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        yield from io.BufferedReader(stream)


class _Shift:
    """How far one person is moved; dates are looked up once each."""

    def __init__(self, now: datetime, zone: tzinfo, seed: str) -> None:
        self._now, self._zone, self._seed = now, zone, seed
        self._weeks = self._hours = timedelta()
        self.moved = cache(self._move)

    def settle(self, life: dict[str, Any]) -> None:
        """Decide the weeks and hours for this person."""
        offset = self._now.astimezone(self._zone).utcoffset() or timedelta()
        self._hours = timedelta(hours=life["hours"]) - offset
        days = DEAD_DAYS if life["died"] else LIVING_DAYS
        goal = self._now - timedelta(days=_chance(self._seed, life["key"], days))
        last = datetime.fromisoformat(life["last"]) + self._hours
        self._weeks = (goal - last) // WEEK * WEEK

    def _move(self, value: str) -> str:
        if len(value) == len("2026-01-01"):
            return (date.fromisoformat(value) + self._weeks).isoformat()
        return (datetime.fromisoformat(value) + self._hours + self._weeks).isoformat(timespec="seconds")


def _chance(seed: str, key: str, days: range) -> int:
    digest = hashlib.sha256(f"{seed} {key}".encode()).digest()
    return days[int.from_bytes(digest[:8]) % len(days)]


def _bundle(life: dict[str, Any], shared: dict[str, Any], shift: _Shift) -> Bundle:
    shift.settle(life)
    urls = [_own_url(life["key"], place) for place in range(len(life["resources"]))]
    used: dict[str, Any] = {}
    for resource in life["resources"]:
        _rewrite(resource, shift, urls, used)
    met = [(url, shared[url]) for url in used]
    return _transaction([*met, *zip(urls, life["resources"], strict=True)])


def _own_url(key: str, place: int) -> str:
    return uuid5(_NAMES, f"{key} {place}").urn


def _rewrite(node: Any, shift: _Shift, urls: list[str], used: dict[str, Any]) -> None:
    if isinstance(node, list):
        for value in node:
            _rewrite(value, shift, urls, used)
        return
    for key, value in node.items():
        if isinstance(value, dict | list):
            if value and not (isinstance(value, list) and isinstance(value[0], str)):
                _rewrite(value, shift, urls, used)
        elif key in DATE_KEYS:
            node[key] = shift.moved(value)
        elif key == "reference":
            node[key] = _url(value, urls, used)


def _url(value: str, urls: list[str], used: dict[str, Any]) -> str:
    mark, name = value[0], value[1:]
    if mark == LOCAL_MARK:
        return urls[int(name)]
    used[name] = True
    return name


def _transaction(entries: Any) -> Bundle:
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": url,
                "resource": resource,
                "request": {"method": "POST", "url": resource["resourceType"]},
            }
            for url, resource in entries
        ],
    }
