"""The only "now" of the product.

Everything that decides by time asks here, so that a test or the demo can hold or shift the clock for one
context without touching the machine's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_held: ContextVar[datetime | None] = ContextVar("held_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    held = _held.get()
    return held if held is not None else datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar day that it is now in the named IANA zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware moment inside the block; nested blocks hide the outer one."""
    if moment.tzinfo is None:
        raise ValueError("The clock can only be held at a moment with a time zone.")
    token = _held.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)


@contextmanager
def shifted_by(difference: timedelta) -> Iterator[None]:
    """Hold the clock a fixed difference away from the present moment inside the block."""
    with held_at(now() + difference):
        yield
