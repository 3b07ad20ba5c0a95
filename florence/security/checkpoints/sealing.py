"""Making a checkpoint: the rows that have come since the last one are summed, and the sum is signed.

Rows are committed in another order than their keys rise. Summed is therefore only below a bound under which no
row can appear any more: every transaction that was at work when the bound was taken has ended.
"""

import hashlib
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql

from florence.foundation.identifiers import lowest_id_at
from florence.foundation.signatures import Signer
from florence.security.checkpoints import chain as chains
from florence.security.checkpoints.chain import Chain, Checkpoint, Part
from florence.security.checkpoints.tables import SummedTable, lines, summed_tables

RESTS_FOR = timedelta(minutes=2)
"""How old a row of the log must be: its id is made by the application a moment before it is written, and the
clocks of several machines differ a little."""
PATIENCE_S = 30.0
PAUSE_S = 0.1


def seal(
    backup_url: str,
    path: Path,
    signer: Signer,
    *,
    rests_for: timedelta = RESTS_FOR,
    patience_s: float = PATIENCE_S,
) -> Checkpoint | None:
    """Add a checkpoint for the rows that have come; None when there are none, or a long transaction is at work.

    Raises ChainBroken when the file was changed: nothing is added to it then.
    """
    with chains.writing(path), psycopg.connect(backup_url, autocommit=True) as connection:
        chain = chains.read_own_chain(path, signer)
        bounds = _bounds(connection, rests_for)
        if not _has_settled(connection, patience_s):
            return None
        parts = _parts(connection, chain, bounds)
        if not parts:
            return None
        checkpoint = Checkpoint(len(chain.lines) + 1, _now(), chain.head, parts)
        chains.append(path, checkpoint, signer)
        return checkpoint


def mark_restored(path: Path, kept: Chain, signer: Signer) -> None:
    """Note that a backup was brought back which knew the checkpoints of `kept`: later ones speak of lost rows.

    A home that has no checkpoints yet takes over those of the backup. Raises ChainBroken when its own are others.
    """
    with chains.writing(path):
        own = chains.read_chain(path, signer)
        if not own.lines:
            path.write_bytes(b"".join(line + b"\n" for line in kept.lines))
            own = kept
        if not own.continues(kept):
            raise chains.ChainBroken("The checkpoints here and those of the backup tell different stories.")
        mark = Checkpoint(len(own.lines) + 1, _now(), own.head, restored_to=len(kept.lines))
        chains.append(path, mark, signer)


def digest_of(rows: Iterable[tuple[str, bytes]]) -> tuple[int, str]:
    """Number and SHA-256 of lines."""
    digest, count = hashlib.sha256(), 0
    for _key, line in rows:
        digest.update(line)
        count += 1
    return count, digest.hexdigest()


def _bounds(connection: psycopg.Connection, rests_for: timedelta) -> dict[SummedTable, str]:
    """For each table the highest key that may be summed, once all that is at work now has ended."""
    newest = str(lowest_id_at(datetime.now(UTC) - rests_for))
    tables = summed_tables(connection)
    bounds = {table: newest if table.key == "id" else _highest(connection, table) for table in tables}
    return {table: bound for table, bound in bounds.items() if bound is not None}


def _highest(connection: psycopg.Connection, table: SummedTable) -> str | None:
    query = sql.SQL("SELECT max({})::text FROM {}").format(
        sql.Identifier(table.key), sql.Identifier(table.name)
    )
    row = connection.execute(query).fetchone()
    return row[0] if row else None


def _has_settled(connection: psycopg.Connection, patience_s: float) -> bool:
    """Wait until every transaction that writes now has ended; False when one takes too long."""
    row = connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint").fetchone()
    deadline = time.monotonic() + patience_s
    query = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= %s"
    while not (connection.execute(query, [row[0] if row else 0]).fetchone() or (False,))[0]:
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_S)
    return True


def _parts(connection: psycopg.Connection, chain: Chain, bounds: dict[SummedTable, str]) -> dict[str, Part]:
    latest, known = chain.latest_parts(), chain.columns()
    parts = {}
    for table, bound in bounds.items():
        after = latest[table.name].through if table.name in latest else None
        if after is not None and table.position(after) >= table.position(bound):
            continue
        rows, digest = digest_of(lines(connection, table, table.columns, after=after, through=bound))
        if rows:
            columns = () if known.get(table.name) == table.columns else table.columns
            parts[table.name] = Part(after, bound, rows, digest, columns)
    return parts


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
