"""Storing many resources of one table at once: COPY into temporary tables, then one INSERT for rows and one for tokens.

COPY into a table behind the second wall is refused by the database, hence the temporary tables. Bodies are sealed,
labels and tokens made, and histories written exactly as for a single resource.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection

from florence.fhir.columns import Columns
from florence.fhir.rows import ResourceRow, Shelf
from florence.fhir.token_rows import Hash, TokenValues
from florence.foundation import clock
from florence.security.doors import step
from florence.security.resource_store import Origin, Place, ResourceStore, token_values

Row = TypeVar("Row", bound=ResourceRow)
Resource = dict[str, Any]

TOKEN_COLUMNS = (
    *("type", "shelf", "level", "resource_id", "subject_id"),
    *("parameter", "hash", "starts", "ends", "number"),
)
_NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class BulkWriter(Generic[Row]):
    """Gathers new resources for one store; `flush` stores them."""

    def __init__(self, store: ResourceStore[Row], hasher: Hash) -> None:
        self._store = store
        self._hasher = hasher
        self._columns = [str(field.column) for field in store.model._meta.concrete_fields]
        self._rows: list[str] = []
        self._tokens: list[str] = []

    @step
    def add(
        self, resource: Resource, found: Columns, place: Place, *, row_id: UUID, origin: Origin
    ) -> tuple[int, Sequence[str]]:
        """Gather a new, valid resource with its columns; gives the level and categories that its labels come to."""
        values = self._store.sealed(row_id, resource, place, found) | {
            "id": row_id,
            "type": resource["resourceType"],
            "version": 1,
            "source": origin.source,
            "source_key": origin.key,
            "recorded_at": clock.now(),
            "deleted": False,
        }
        self._rows.append("\t".join([_text(values[column]) for column in self._columns]))
        same = "\t".join([_text(values[column]) for column in ("type", "shelf", "level", "id", "subject_id")])
        for token in token_values(resource, self._hasher, is_sensitive=bool(values["categories"])):
            self._tokens.append(f"{same}\t{_token_text(token)}")
        return values["level"], values["categories"]

    @step
    def flush(self) -> None:
        """Store what was gathered."""
        _insert(self._store.table, self._columns, self._rows)
        _insert(self._store.token_model._meta.db_table, TOKEN_COLUMNS, self._tokens)
        self._rows, self._tokens = [], []


def _insert(table: str, columns: Iterable[str], rows: Sequence[str]) -> None:
    if not rows:
        return
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS new_{table} ON COMMIT DELETE ROWS "
            f"AS SELECT {named} FROM {table} WITH NO DATA"
        )
        with cursor.copy(f"COPY new_{table} ({named}) FROM STDIN") as copy:
            copy.write("\n".join(rows) + "\n")
        cursor.execute(f"INSERT INTO {table} ({named}) SELECT {named} FROM new_{table}")  # noqa: S608
        if connection.savepoint_ids:
            # Inside somebody's transaction the next part comes before any commit.
            cursor.execute(f"DELETE FROM new_{table}")  # noqa: S608


def _text(value: Any) -> str:
    """A value in the text format of COPY (https://www.postgresql.org/docs/18/sql-copy.html)."""
    if value is None:
        return _NULL
    return _WRITERS[type(value)](value)


def _token_text(token: TokenValues) -> str:
    parameter, hashed, starts, ends, number = token
    return (
        f"{parameter}\t{_NULL if hashed is None else hashed}\t{_NULL if starts is None else starts.isoformat()}"
        f"\t{_NULL if ends is None else ends.isoformat()}\t{_NULL if number is None else number}"
    )


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: lambda value: value.translate(_ESCAPES),
    Shelf: lambda value: value.value,
    bool: lambda value: "t" if value else "f",
    bytes: lambda value: f"\\\\x{value.hex()}",
    list: lambda value: "{" + ",".join(f'"{each}"' for each in value) + "}",
    datetime: datetime.isoformat,
    UUID: str,
    int: str,
    Decimal: str,
}
