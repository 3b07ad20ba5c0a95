"""Whether a fault of the database is one that passes: it is away, it has no room left, or it is too busy."""

from enum import Enum

from django.db import Error, InterfaceError, OperationalError

# https://www.postgresql.org/docs/18/errcodes-appendix.html
DISK_FULL = "53100"
READ_ONLY = "25006"
_BUSY = frozenset(("40001", "40P01", "55P03", "57014", "53200", "53300"))


class Outage(Enum):
    """What is the matter; the value is after how many seconds it is worth trying again."""

    AWAY = 15
    FULL = 120
    BUSY = 5


def outage_of(fault: BaseException | None) -> Outage | None:
    """The outage behind an exception, None for a fault of another kind, which trying again does not mend."""
    if not isinstance(fault, Error):
        return None
    state = getattr(fault.__cause__, "sqlstate", None)
    if state == DISK_FULL:
        return Outage.FULL
    if state in _BUSY:
        return Outage.BUSY
    # Without a state the connection broke, or none was made; 25006 comes from a server that stands by.
    is_away = isinstance(fault, OperationalError | InterfaceError) or state == READ_ONLY
    return Outage.AWAY if is_away else None


def outage_behind(fault: BaseException | None) -> Outage | None:
    """The outage behind an exception, or behind one while which it was raised."""
    while fault is not None:
        found = outage_of(fault)
        if found is not None:
            return found
        fault = fault.__context__
    return None
