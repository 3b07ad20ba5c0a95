"""How much processor time processes have used, from /proc (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html)."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _CHILDREN_SYSTEM = 1, 11, 14
"""Places of ppid, utime and cstime after the name of the program, counted from the state."""


def used_by(pids: "list[int]", *, with_ended: "list[int]") -> float:
    """Processor seconds of all processes, and of the ended children of those in `with_ended`."""
    ticks = 0
    for pid in pids:
        fields = _fields(pid)
        if fields is not None:
            last = _CHILDREN_SYSTEM if pid in with_ended else _USER + 1
            ticks += sum(int(field) for field in fields[_USER : last + 1])
    return ticks / _TICKS


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _fields(int(entry.name))) is not None:
            children.setdefault(int(fields[_PARENT]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting += children.get(each, ())
    return found


def parent_of(pid: int) -> int:
    """The process that started another; raises ProcessLookupError when that is gone."""
    fields = _fields(pid)
    if fields is None:
        raise ProcessLookupError(pid)
    return int(fields[_PARENT])


def _fields(pid: int) -> list[str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()
