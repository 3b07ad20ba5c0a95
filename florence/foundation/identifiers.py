"""Identifiers that are made here, before a row is encrypted, because encryption binds a body to its row."""

import time
import uuid
from datetime import datetime

import uuid_utils.compat


def new_id() -> uuid.UUID:
    """A new UUID version 7: unique, and rising with the machine's time."""
    return uuid_utils.compat.uuid7()


def lowest_id_at(moment: datetime) -> uuid.UUID:
    """The lowest UUID version 7 that could have been made at an aware moment; bounds ranges of ids by time."""
    milliseconds = int(moment.timestamp() * 1000)
    return uuid.UUID(int=(milliseconds << 80) | (0x7 << 76) | (0b10 << 62))


def moment_of_machine() -> datetime:
    """The machine's own time, for things that must not follow a held clock (ids, partitions)."""
    return datetime.fromtimestamp(time.time()).astimezone()
