"""Answers kept for requests that carry an Idempotency-Key, so that a repetition changes nothing again."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import orjson
from django.db import connection

from florence.fhir import parsing
from florence.fhir.interactions import Answer, KeyReused
from florence.fhir.issues import Invalid, Issue
from florence.foundation import blind, clock, keys
from florence.interchange.models import KeptAnswer
from florence.security.models import Subject

KEPT_FOR = timedelta(hours=24)
TABLE = KeptAnswer._meta.db_table


@dataclass(frozen=True)
class Given:
    """An answer as it was given: what was done for it (types with letters of cruds), and whom it showed."""

    answer: Answer
    interactions: frozenset[tuple[str, str]]
    subjects: frozenset[UUID]
    count: int


def lock(account_id: UUID, key: str) -> None:
    """Wait until no other request of the account with that key is at work; lasts as long as the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)", [blind.token_hash("idempotency", str(account_id), key)]
        )


def find(account_id: UUID, key: str, digest: str) -> Given | None:
    """The answer given before, None when the key is new.

    Raises KeyReused when it came with another request, and Invalid (410) when one whom the answer was about has
    been erased since: the request is not carried out again.
    """
    row = KeptAnswer.objects.filter(
        account_id=account_id, request=_hashed(key), expires_at__gt=clock.now()
    ).first()
    if row is None:
        return None
    if bytes(row.digest) != bytes.fromhex(digest):
        raise KeyReused
    kept = parsing.parse(_opened(row))
    headers = tuple((name, value) for name, value in kept["headers"])
    return Given(
        Answer(kept["status"], kept["resource"], headers, kept["updated"]),
        frozenset((kind, letter) for kind, letter in kept["interactions"]),
        frozenset(map(UUID, kept["subjects"])),
        kept["count"],
    )


def keep(account_id: UUID, key: str, digest: str, given: Given) -> None:
    """Keep an answer for a day, and forget those whose day is over."""
    forget_old()
    key_ids = _keys_of(given.subjects)
    row = KeptAnswer(
        account_id=account_id,
        request=_hashed(key),
        digest=bytes.fromhex(digest),
        key_id=key_ids[-1],
        inner_keys=key_ids[:-1],
        expires_at=clock.now() + KEPT_FOR,
    )
    row.answer = _sealed(row, _text(given))
    row.save(force_insert=True)


def forget_old() -> int:
    """Forget the answers whose day is over; gives how many there were."""
    return KeptAnswer.objects.filter(expires_at__lte=clock.now()).delete()[0]


def _keys_of(about: Collection[UUID]) -> list[UUID]:
    """The keys to close with, the innermost first."""
    found = Subject.objects.filter(id__in=about).order_by("id").values_list("key_id", flat=True)
    return list(dict.fromkeys(found)) or [keys.house_cipher().key_id]


def _sealed(row: KeptAnswer, text: bytes) -> bytes:
    for key_id in (*row.inner_keys, row.key_id):
        text = keys.cipher_for(key_id).seal(text, table=TABLE, column="answer", row_id=row.id)
    return text


def _opened(row: KeptAnswer) -> bytes:
    text = bytes(row.answer)
    try:
        for key_id in (row.key_id, *reversed(row.inner_keys)):
            text = keys.cipher_for(key_id).open(text, table=TABLE, column="answer", row_id=row.id)
    except keys.KeyDestroyed:
        message = "what this key was used for has been erased; nothing was done"
        raise Invalid([Issue("", "deleted", message)], 410) from None
    return text


def _text(given: Given) -> bytes:
    answer = given.answer
    return orjson.dumps(
        {
            "status": answer.status,
            "resource": None
            if answer.resource is None
            else orjson.Fragment(parsing.serialise(answer.resource)),
            "headers": answer.headers,
            "updated": answer.updated,
            "interactions": sorted(given.interactions),
            "subjects": sorted(map(str, given.subjects)),
            "count": given.count,
        }
    )


def _hashed(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
