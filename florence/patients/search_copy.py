"""The plain copy of names, numbers, phones and birth dates by which people are found; see migration 0005.

It is written in the transaction that writes the patient, and made anew by `rebuild` when a crash has emptied it.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from florence.foundation import clock
from florence.patients.models import Merge, Patient
from florence.patients.rules.births import Birth, birth_of, died_at, is_deceased
from florence.patients.rules.folding import folded, latin, skeleton
from florence.patients.rules.identifiers import hospital_number_of
from florence.patients.rules.names import full_texts, shown_name
from florence.patients.rules.search_keys import bare, name_keys, phone_key, spellings, year_key
from florence.patients.store import STORE
from florence.security import labels
from florence.security.actors import Actor, system_actor
from florence.security.models import Subject
from florence.security.scope import scope

REBUILT_AT_ONCE = 2_000
_ONE_REBUILD = 0x5EA2C4
_MERGED = Merge.objects.filter(approved_at__isnull=False, undone_at__isnull=True).values("merged_id")
_WRITE = "SELECT patients_search_write(%s::jsonb, %s)"

Resource = dict[str, Any]


class BeingRebuilt(Exception):
    """The copy is not whole, as after a crash of the database; a search would miss people."""


def write(subject_id: UUID, resource: Resource, *, recent_at: datetime | None = None) -> None:
    """Put what the patient is searched by in the place of what stood there."""
    write_many([(subject_id, resource)], recent_at=recent_at)


def write_many(people: Iterable[tuple[UUID, Resource]], *, recent_at: datetime | None = None) -> int:
    """Put many patients into the copy at once, `recent_at` being their last contact (now); gives how many.

    Labels are the highest of the resource's own and its subject's.
    """
    given, moment = list(people), recent_at or clock.now()
    subjects = Subject.objects.in_bulk([subject_id for subject_id, _ in given])
    entries = []
    for subject_id, resource in given:
        subject = subjects[subject_id]
        own = [labels.labels_of(resource), (subject.level, subject.categories)]
        level, categories = labels.highest(own)
        entries.append(_entry(subject_id, resource, moment) | {"level": level, "categories": categories})
    return _send(entries, only_missing=False)


def touch(subject_id: UUID, at: datetime) -> None:
    """Note a contact with the patient: recent patients come first among equals."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT patients_search_touch(%s, %s)", [subject_id, at])


def forget(subject_id: UUID) -> None:
    """Take everything of the patient out of the copy, as when the record is erased."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT patients_search_forget(%s)", [subject_id])


def is_whole() -> bool:
    """Whether everybody can be found; no scope is needed to ask."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT patients_search_is_whole()")
        return bool(cursor.fetchone()[0])


def refuse_unless_whole() -> None:
    """Raise BeingRebuilt when the copy is not whole."""
    if not is_whole():
        raise BeingRebuilt


def rebuild(*, from_scratch: bool = False) -> Iterator[int]:
    """Make the copy whole again, yielding after each batch how many patients have been read.

    People work on meanwhile: what they write is left as it is. Opens scopes of its own, one a batch. A second
    rebuild at the same time does nothing.
    """
    actor = system_actor("rebuild of the search copy")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_REBUILD])
        if not cursor.fetchone()[0]:
            return
    try:
        if from_scratch:
            with scope(actor, "search.empty"), connection.cursor() as cursor:
                cursor.execute("SELECT patients_search_empty()")
        yield from _fill(actor)
        with scope(actor, "search.whole"), connection.cursor() as cursor:
            cursor.execute("SELECT patients_search_set_whole()")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_REBUILD])


def _fill(actor: Actor) -> Iterator[int]:
    read, last = 0, UUID(int=0)
    while True:
        with scope(actor, "search.rebuild"):
            # The record of an erased patient has no key any more; a merged one is found as the one that stays.
            living = STORE.rows.filter(id__gt=last, key__wrapped__isnull=False).exclude(id__in=_MERGED)
            rows = list(living.order_by("id")[:REBUILT_AT_ONCE])
            if not rows:
                return
            _send(_entries_of(rows), only_missing=True)
        read, last = read + len(rows), rows[-1].id
        yield read


def _entries_of(rows: list[Patient]) -> list[dict[str, Any]]:
    return [
        _entry(row.id, resource, row.recorded_at) | {"level": row.level, "categories": row.categories}
        for row, resource in STORE.open_all(rows)
    ]


def _send(entries: list[dict[str, Any]], *, only_missing: bool) -> int:
    if not entries:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [json.dumps(entries), only_missing])
        return int(cursor.fetchone()[0])


def _entry(subject_id: UUID, resource: Resource, recent_at: datetime) -> dict[str, Any]:
    names, birth = full_texts(resource), birth_of(resource)
    return {
        "subject_id": str(subject_id),
        "shown": shown(resource),
        "names": [" ".join(words) for name in names for words in spellings(name)],
        "sort_key": folded(shown_name(resource).sort_text),
        "born_from": birth.first.isoformat() if birth else None,
        "born_to": birth.last.isoformat() if birth else None,
        "recent_at": recent_at.isoformat(),
        **_keys(names, resource, birth),
    }


def shown(resource: Resource) -> dict[str, Any]:
    """What a row of a list shows of a patient; empty values are left out."""
    name, birth, died = shown_name(resource), birth_of(resource), died_at(resource)
    values = {
        "family": name.family,
        "given": name.given,
        "preferred": name.preferred,
        "born": birth.text if birth else "",
        "estimated": bool(birth and birth.is_estimated),
        "sex": resource.get("gender", ""),
        "number": hospital_number_of(resource),
        "died": died.isoformat() if died else "",
        "dead": is_deceased(resource),
        "unidentified": any(given.get("use") == "temp" for given in resource.get("name", ())),
    }
    return {key: value for key, value in values.items() if value}


def _keys(names: list[str], resource: Resource, birth: Birth | None) -> dict[str, Any]:
    keys = name_keys(names)
    words = {word for key in keys for word in key.split()}
    phones = {
        phone_key(t.get("value", "")) for t in resource.get("telecom", ()) if t.get("system") != "email"
    }
    years = {year_key(birth.first.year, word) for word in words} if birth else set()
    number = bare(hospital_number_of(resource))
    pairs = [("name", key) for key in keys] + [("phone", phone) for phone in phones if phone]
    pairs += [("year", year) for year in years]
    if number:
        pairs.append(("number", number))
    return {"keys": pairs, "words": [(word, skeleton(latin(word))) for word in sorted(words)]}
