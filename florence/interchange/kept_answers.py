"""Answers kept for requests that carry an Idempotency-Key, so that a repetition changes nothing again."""

import hashlib
from datetime import timedelta
from uuid import UUID

import orjson
from django.db import connection

from florence.fhir import parsing
from florence.fhir.interactions import Answer, KeyReused
from florence.foundation import blind, clock, keys
from florence.interchange.models import KeptAnswer

KEPT_FOR = timedelta(hours=24)
TABLE = KeptAnswer._meta.db_table


def lock(account_id: UUID, key: str) -> None:
    """Wait until no other request of the account with that key is at work; lasts as long as the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)", [blind.token_hash("idempotency", str(account_id), key)]
        )


def find(account_id: UUID, key: str, digest: str) -> Answer | None:
    """The answer given before, None when the key is new; raises KeyReused when it came with another request."""
    row = KeptAnswer.objects.filter(
        account_id=account_id, request=_hashed(key), expires_at__gt=clock.now()
    ).first()
    if row is None:
        return None
    if bytes(row.digest) != bytes.fromhex(digest):
        raise KeyReused
    text = keys.cipher_for(row.key_id).open(bytes(row.answer), table=TABLE, column="answer", row_id=row.id)
    kept = parsing.parse(text)
    headers = tuple((name, value) for name, value in kept["headers"])
    return Answer(kept["status"], kept["resource"], headers, kept["updated"])


def keep(account_id: UUID, key: str, digest: str, answer: Answer) -> None:
    """Keep an answer for a day, and forget those whose day is over."""
    now = clock.now()
    KeptAnswer.objects.filter(expires_at__lte=now).delete()
    cipher = keys.house_cipher()
    row = KeptAnswer(
        account_id=account_id,
        request=_hashed(key),
        digest=bytes.fromhex(digest),
        key_id=cipher.key_id,
        expires_at=now + KEPT_FOR,
    )
    row.answer = cipher.seal(_text(answer), table=TABLE, column="answer", row_id=row.id)
    row.save(force_insert=True)


def _text(answer: Answer) -> bytes:
    return orjson.dumps(
        {
            "status": answer.status,
            "resource": None
            if answer.resource is None
            else orjson.Fragment(parsing.serialise(answer.resource)),
            "headers": answer.headers,
            "updated": answer.updated,
        }
    )


def _hashed(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
