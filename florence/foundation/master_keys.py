"""The key file: master keys in monthly epochs, the index key, and the list of erased owners.

It lives outside the database and outside its backups. A stolen database without this file tells no name;
a restored backup learns from the erasure list beside it whom it has to forget.
"""

import base64
import fcntl
import json
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32


class KeyFileError(Exception):
    """The key file is missing, unreadable or damaged; the sentence names it and the cure."""


@dataclass(frozen=True)
class MasterKeys:
    """The opened key file: every master key that still exists by its epoch, and the index key."""

    epochs: dict[str, bytes]
    current_epoch: str
    index_key: bytes
    signing_key: bytes

    def wrap(self, data_key: bytes, bound_to: bytes) -> tuple[str, bytes]:
        """Close a data key under the current master key; gives the epoch and the wrapped key."""
        nonce = secrets.token_bytes(12)
        sealed = AESGCM(self.epochs[self.current_epoch]).encrypt(nonce, data_key, bound_to)
        return self.current_epoch, nonce + sealed

    def unwrap(self, epoch: str, wrapped: bytes, bound_to: bytes) -> bytes:
        """Open a wrapped data key; raises KeyFileError when the epoch's master key is gone."""
        master = self.epochs.get(epoch)
        if master is None:
            raise KeyFileError(f"The master key of epoch {epoch} is not in the key file any more.")
        return AESGCM(master).decrypt(wrapped[:12], wrapped[12:], bound_to)


def epoch_of(moment: datetime) -> str:
    """The name of the monthly epoch of a moment, such as 2026-11."""
    return moment.astimezone(UTC).strftime("%Y-%m")


def create_key_file(path: Path) -> None:
    """Make a new key file with mode 0600; does nothing when the file exists."""
    if path.exists():
        return
    document = {
        "current": epoch_of(datetime.now(UTC)),
        "epochs": {epoch_of(datetime.now(UTC)): _encode(secrets.token_bytes(KEY_BYTES))},
        "index": _encode(secrets.token_bytes(KEY_BYTES)),
        "signing": _encode(secrets.token_bytes(KEY_BYTES)),
        "erased": [],
    }
    _write(path, document)


def read_key_file(path: Path) -> MasterKeys:
    """Open the key file; raises KeyFileError with a cure when it can't be used."""
    document = _read(path)
    return MasterKeys(
        epochs={name: _decode(key) for name, key in document["epochs"].items()},
        current_epoch=document["current"],
        index_key=_decode(document["index"]),
        signing_key=_decode(document["signing"]),
    )


def begin_epoch(path: Path, name: str) -> None:
    """Add a master key for a new epoch, which from then on closes new data keys."""
    with _changing(path):
        document = _read(path)
        document["epochs"].setdefault(name, _encode(secrets.token_bytes(KEY_BYTES)))
        document["current"] = name
        _write(path, document)


def end_epoch(path: Path, name: str) -> None:
    """Destroy the master key of an epoch: what only it can open is lost for ever.

    Raises KeyFileError for the current epoch and for one that there is not.
    """
    with _changing(path):
        document = _read(path)
        if name == document["current"]:
            raise KeyFileError(f"Epoch {name} is the current one; begin another before ending it.")
        if name not in document["epochs"]:
            raise KeyFileError(f"There is no epoch {name} in the key file {path}.")
        del document["epochs"][name]
        _write(path, document)


def list_erased(path: Path) -> list[UUID]:
    """The owners whose keys were destroyed on request, which a restore has to destroy again."""
    return [UUID(value) for value in _read(path)["erased"]]


def add_erased(path: Path, owner_id: UUID) -> None:
    """Remember that an owner was erased."""
    with _changing(path):
        document = _read(path)
        if str(owner_id) not in document["erased"]:
            document["erased"].append(str(owner_id))
            _write(path, document)


_lock = threading.Lock()
_opened: dict[Path, tuple[int, MasterKeys]] = {}


def opened(path: Path) -> MasterKeys:
    """The key file as it is now; read again only when it changed on disk."""
    try:
        stamp = path.stat().st_mtime_ns
    except OSError as error:
        raise KeyFileError(f"The key file {path} can't be read. Set FLORENCE_KEYS to where it is.") from error
    known = _opened.get(path)
    if known is not None and known[0] == stamp:
        return known[1]
    with _lock:
        keys = read_key_file(path)
        _opened[path] = (stamp, keys)
    return keys


@contextmanager
def _changing(path: Path) -> Iterator[None]:
    """Keep other processes from changing the key file meanwhile, so that no change is lost."""
    with open(path.with_suffix(".lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read(path: Path) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return document
    except FileNotFoundError as error:
        raise KeyFileError(f"There is no key file at {path}. Set FLORENCE_KEYS to where it is.") from error
    except ValueError as error:
        raise KeyFileError(f"The key file {path} is damaged. Put back the copy you keep of it.") from error


def _write(path: Path, document: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump(document, handle, indent=1)
        handle.flush()
        os.fsync(handle.fileno())
    unfinished.replace(path)


def _encode(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _decode(text: str) -> bytes:
    return base64.b64decode(text)
