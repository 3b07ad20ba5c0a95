"""Checking the log of access and the history against their checkpoints, row by row."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import psycopg

from florence.security.checkpoints.chain import Chain, Checkpoint, Part
from florence.security.checkpoints.tables import SummedTable, lines, summed_tables


@dataclass(frozen=True)
class Fault:
    """What is not as it was, in a sentence, with the table, the checkpoint and its time."""

    table: str
    number: int
    made_at: str
    what: str

    def __str__(self) -> str:
        return f"{self.table}, checkpoint {self.number} of {self.made_at}: {self.what}"


@dataclass
class Verification:
    """What was found: rows that were checked, those too young for a checkpoint, and what is not as it was."""

    rows: int = 0
    unsummed: int = 0
    tables: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class _Summed:
    """One part, the checkpoint that it stands in, and the columns that it summed."""

    checkpoint: Checkpoint
    part: Part
    columns: tuple[str, ...]


def verify(backup_url: str, chain: Chain) -> Verification:
    """Read every row of every table, in one snapshot, and compare with the checkpoints."""
    with psycopg.connect(backup_url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return compare(connection, chain)


def compare(connection: psycopg.Connection, chain: Chain) -> Verification:
    """The same with what an open transaction sees, of a role that reads past the row policies."""
    found = Verification()
    known = {table.name: table for table in summed_tables(connection)}
    summed = _by_table(chain)
    for name in sorted({*known, *summed}):
        if name in known:
            found.tables += 1
            _verify_table(connection, known[name], summed.get(name, []), found)
        else:
            found.faults += [_fault(name, each, "the table is gone") for each in summed[name]]
    return found


def _by_table(chain: Chain) -> dict[str, list[_Summed]]:
    summed: dict[str, list[_Summed]] = {}
    columns: dict[str, tuple[str, ...]] = {}
    live = {checkpoint.number for checkpoint in chain.live()}
    for checkpoint in chain.checkpoints:
        for table, part in checkpoint.parts.items():
            columns[table] = part.columns or columns[table]
            if checkpoint.number in live:
                summed.setdefault(table, []).append(_Summed(checkpoint, part, columns[table]))
    return summed


def _verify_table(
    connection: psycopg.Connection, table: SummedTable, summed: Sequence[_Summed], found: Verification
) -> None:
    """Read the table once for each set of columns that it has had; rows after the last part are only counted."""
    for columns, group in groupby(summed, key=lambda each: each.columns):
        parts = list(group)
        gone = sorted(set(columns) - set(table.columns))
        if gone:
            found.faults += [_fault(table.name, each, f"the column {gone[0]} is gone") for each in parts]
            continue
        rows = lines(connection, table, columns, after=parts[0].part.after, through=parts[-1].part.through)
        _compare(table, parts, rows, found)
    last = summed[-1].part.through if summed else None
    found.unsummed += sum(1 for _ in lines(connection, table, [table.key], after=last, through=None))


def _compare(
    table: SummedTable, parts: Sequence[_Summed], rows: Iterator[tuple[str, bytes]], found: Verification
) -> None:
    ahead = next(rows, None)
    for each in parts:
        through = table.position(each.part.through)
        digest, count = hashlib.sha256(), 0
        while ahead is not None and table.position(ahead[0]) <= through:
            digest.update(ahead[1])
            count += 1
            ahead = next(rows, None)
        found.rows += count
        if count != each.part.rows or digest.hexdigest() != each.part.digest:
            found.faults.append(_fault(table.name, each, _difference(each.part.rows, count)))


def _difference(rows: int, now: int) -> str:
    if now == rows:
        return f"of its {rows} rows at least one was changed"
    more = "fewer" if now < rows else "more"
    return f"{abs(now - rows)} rows {more} than the {rows} that were there"


def _fault(table: str, summed: _Summed, what: str) -> Fault:
    return Fault(table, summed.checkpoint.number, summed.checkpoint.made_at, what)
