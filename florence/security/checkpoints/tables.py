"""The tables that are summed, and their rows as PostgreSQL writes them for COPY: one line a row, in the order of a key.

What is summed is the stored form. A destroyed key therefore breaks no sum.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

LOG_TABLES = ("security_accessevent", "security_accesseventsubject")
"""Named by UUIDs of version 7, which rise with the time; the history's rows are named by a sequence."""

_HISTORY_TABLES = """
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'pgh_id' ORDER BY table_name
"""
_COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position
"""
_SETTINGS = """
    SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET bytea_output = 'hex';
    SET extra_float_digits = 1; SET client_encoding = 'UTF8'
"""


@dataclass(frozen=True)
class SummedTable:
    """A table whose rows are summed in the order of `key`, with its columns as they are now."""

    name: str
    key: str
    columns: tuple[str, ...]

    def position(self, text: str) -> int:
        """The key of a row as a number, which rises as PostgreSQL orders the keys."""
        return int(text) if self.key == "pgh_id" else int(text.replace("-", ""), 16)


def summed_tables(connection: psycopg.Connection) -> list[SummedTable]:
    """Every table that is summed; from here on the connection writes values in one fixed form."""
    connection.execute(_SETTINGS)
    history = [str(name) for (name,) in connection.execute(_HISTORY_TABLES).fetchall()]
    keys = dict.fromkeys(LOG_TABLES, "id") | dict.fromkeys(history, "pgh_id")
    return [SummedTable(name, key, _columns(connection, name)) for name, key in keys.items()]


def _columns(connection: psycopg.Connection, table: str) -> tuple[str, ...]:
    return tuple(str(name) for (name,) in connection.execute(_COLUMNS, [table]).fetchall())


def lines(
    connection: psycopg.Connection,
    table: SummedTable,
    columns: Sequence[str],
    *,
    after: str | None,
    through: str | None,
) -> Iterator[tuple[str, bytes]]:
    """Key and line of every row after one key and up to another, in order; None: from the first, to the last.

    A line of the history ends with what the context says of it: who did it, and in which act.
    """
    query = _query(table, columns, after, through)
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for line in copy:
            row = bytes(line)
            yield row[: row.index(b"\t")].decode("ascii"), row


def _query(
    table: SummedTable, columns: Sequence[str], after: str | None, through: str | None
) -> sql.Composed:
    key = sql.SQL("t.{}").format(sql.Identifier(table.key))
    shown = sql.SQL(", ").join([key, *(sql.SQL("t.{}").format(sql.Identifier(name)) for name in columns)])
    source = sql.SQL("{} t").format(sql.Identifier(table.name))
    if table.key == "pgh_id":
        shown += sql.SQL(", c.metadata")
        source += sql.SQL(" LEFT JOIN pghistory_context c ON c.id = t.pgh_context_id")
    conditions: list[sql.Composable] = [sql.SQL("true")]
    conditions += [key + sql.SQL(" > ") + sql.Literal(after)] if after is not None else []
    conditions += [key + sql.SQL(" <= ") + sql.Literal(through)] if through is not None else []
    return sql.SQL("COPY (SELECT {} FROM {} WHERE {} ORDER BY {}) TO STDOUT").format(
        shown, source, sql.SQL(" AND ").join(conditions), key
    )
