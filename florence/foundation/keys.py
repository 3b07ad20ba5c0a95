"""Data keys: one for each person's record, each account and the house, wrapped by the master key.

Whoever destroys a data key makes everything that it closed unreadable, in the database, in its history and
in every copy of either.
"""

import logging
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from florence.foundation import clock, master_keys
from florence.foundation.identifiers import new_id
from florence.foundation.models import HOUSE_OWNER, DataKey

CACHED_CIPHERS = 20_000

_alerts = logging.getLogger("florence.alerts")


class KeyDestroyed(Exception):
    """What was asked for was closed with a key that has been destroyed."""


class SealBroken(Exception):
    """A sealed value does not belong to its row, column or key: it was moved or changed."""


@dataclass(frozen=True)
class Cipher:
    """Closes and opens values with one data key (AES-256-GCM); what is closed is bound to a place."""

    key_id: UUID
    _aead: AESGCM

    def seal(self, plain: bytes, *, table: str, column: str, row_id: UUID) -> bytes:
        """Close bytes for one column of one row; gives nonce and ciphertext."""
        nonce = secrets.token_bytes(12)
        return nonce + self._aead.encrypt(nonce, plain, self._place(table, column, row_id))

    def open(self, sealed: bytes, *, table: str, column: str, row_id: UUID) -> bytes:
        """Open bytes of one column of one row; raises SealBroken when they were closed for another place."""
        try:
            return self._aead.decrypt(
                bytes(sealed[:12]), bytes(sealed[12:]), self._place(table, column, row_id)
            )
        except InvalidTag as error:
            _alerts.critical("A sealed value was moved or changed: %s.%s of row %s.", table, column, row_id)
            raise SealBroken(f"A value of {table}.{column} does not belong to its row.") from error

    def _place(self, table: str, column: str, row_id: UUID) -> bytes:
        return b"%s|%s|%s|%s" % (table.encode(), column.encode(), row_id.bytes, self.key_id.bytes)


_lock = threading.Lock()
_ciphers: OrderedDict[UUID, Cipher] = OrderedDict()


def key_file() -> Path:
    """Where the master keys are."""
    return Path(settings.FLORENCE_KEYS)


def create_key(owner_id: UUID, purpose: DataKey.Purpose) -> DataKey:
    """Make and store a new data key for an owner."""
    key = new_data_key(owner_id, purpose)
    key.save(force_insert=True)
    return key


def new_data_key(owner_id: UUID, purpose: DataKey.Purpose) -> DataKey:
    """A new data key that is not stored yet; its cipher works at once in this process."""
    plain = AESGCM.generate_key(bit_length=256)
    key_id = new_id()
    epoch, wrapped = master_keys.opened(key_file()).wrap(plain, key_id.bytes)
    _remember(Cipher(key_id, AESGCM(plain)))
    return DataKey(
        id=key_id, owner_id=owner_id, purpose=purpose, epoch=epoch, wrapped=wrapped, created_at=clock.now()
    )


def cipher_for(key_id: UUID) -> Cipher:
    """The cipher of a data key; raises KeyDestroyed when the key is no more."""
    known = _ciphers.get(key_id)
    return known if known is not None else ciphers_for([key_id])[key_id]


def ciphers_for(key_ids: "list[UUID]") -> dict[UUID, Cipher]:
    """The ciphers of many data keys with one query; raises KeyDestroyed when one is no more."""
    missing = [key_id for key_id in set(key_ids) if key_id not in _ciphers]
    for key in _wrapped(missing) if missing else ():
        _remember(_unwrapped(*key))
    try:
        return {key_id: _ciphers[key_id] for key_id in key_ids}
    except KeyError as error:
        raise KeyDestroyed("There is no data key of that name.") from error


def house_cipher() -> Cipher:
    """The cipher of the house's own key, which is made when it is first asked for."""
    key = DataKey.objects.filter(owner_id=HOUSE_OWNER).order_by("-version").first()
    return cipher_for((key or create_key(HOUSE_OWNER, DataKey.Purpose.HOUSE)).id)


def destroy_keys(owner_id: UUID) -> int:
    """Destroy every data key of an owner and remember the erasure beside the master keys; gives their number."""
    ids = list(DataKey.objects.filter(owner_id=owner_id, wrapped__isnull=False).values_list("id", flat=True))
    DataKey.objects.filter(id__in=ids).update(wrapped=None, destroyed_at=clock.now())
    master_keys.add_erased(key_file(), owner_id)
    forget_ciphers()
    return len(ids)


def forget_ciphers() -> None:
    """Drop every opened key of this process."""
    with _lock:
        _ciphers.clear()


def rewrap_keys(*, at_most: int) -> int:
    """Close up to `at_most` data keys of earlier epochs under the current master key; gives how many."""
    masters = master_keys.opened(key_file())
    old = list(
        DataKey.objects.select_for_update(skip_locked=True)
        .filter(wrapped__isnull=False)
        .exclude(epoch=masters.current_epoch)[:at_most]
    )
    for key in old:
        plain = masters.unwrap(key.epoch, bytes(key.wrapped or b""), key.id.bytes)
        key.epoch, key.wrapped = masters.wrap(plain, key.id.bytes)
    DataKey.objects.bulk_update(old, ["epoch", "wrapped"])
    return len(old)


def count_keys_of_epoch(epoch: str) -> int:
    """How many data keys are wrapped by the master key of an epoch."""
    return DataKey.objects.filter(epoch=epoch, wrapped__isnull=False).count()


def count_keys_to_rewrap() -> int:
    """How many data keys are still wrapped by the master key of an earlier epoch."""
    current = master_keys.opened(key_file()).current_epoch
    return DataKey.objects.filter(wrapped__isnull=False).exclude(epoch=current).count()


def _wrapped(key_ids: list[UUID]) -> list[tuple[UUID, str, bytes | None]]:
    """Data keys with their epochs as they are stored; without Django's models, which cost more than unwrapping."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, epoch, wrapped FROM foundation_datakey WHERE id = ANY(%s)", [key_ids])
        found: list[tuple[UUID, str, bytes | None]] = cursor.fetchall()
        return found


def _unwrapped(key_id: UUID, epoch: str, wrapped: bytes | None) -> Cipher:
    if wrapped is None:
        raise KeyDestroyed("The key of this record was destroyed, and with it the record.")
    try:
        plain = master_keys.opened(key_file()).unwrap(epoch, bytes(wrapped), key_id.bytes)
    except InvalidTag as error:
        _alerts.critical("A wrapped data key was moved or changed: row %s.", key_id)
        raise SealBroken("A wrapped data key does not belong to its row.") from error
    return Cipher(key_id, AESGCM(plain))


def _remember(cipher: Cipher) -> None:
    with _lock:
        _ciphers[cipher.key_id] = cipher
        while len(_ciphers) > CACHED_CIPHERS:
            _ciphers.popitem(last=False)
