"""Storing many resources of one table at once: COPY into temporary tables, then one INSERT for rows and one for tokens.

COPY into a table behind the second wall is refused by the database, hence the temporary tables. Bodies are sealed,
labels and tokens made, and histories written exactly as for a single resource.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection

from florence.fhir.rows import ResourceRow
from florence.fhir.token_rows import Hash
from florence.foundation import clock
from florence.security.doors import step
from florence.security.resource_store import Origin, Place, ResourceStore, token_values

Row = TypeVar("Row", bound=ResourceRow)
Resource = dict[str, Any]

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class BulkWriter(Generic[Row]):
    """Gathers new resources for one store; `flush` stores them."""

    def __init__(self, store: ResourceStore[Row], hasher: Hash) -> None:
        self._store = store
        self._hasher = hasher
        self._columns = [field.column for field in store.model._meta.concrete_fields]
        self._token_columns = [
            field.column for field in store.token_model._meta.concrete_fields if not field.primary_key
        ]
        self._rows: list[str] = []
        self._tokens: list[str] = []

    @step
    def add(
        self, resource: Resource, place: Place, *, row_id: UUID, origin: Origin
    ) -> tuple[int, Sequence[str]]:
        """Gather a new, valid resource; gives the level and the categories that its labels come to."""
        values = self._store.sealed(row_id, resource, place)
        kind = resource["resourceType"]
        tokens = token_values(resource, self._hasher, is_sensitive=bool(values["categories"]))
        values |= {
            "id": row_id,
            "type": kind,
            "version": 1,
            "source": origin.source,
            "source_key": origin.key,
            "recorded_at": clock.now(),
            "deleted": False,
        }
        self._rows.append("\t".join(_text(values[column]) for column in self._columns))
        same = {
            "type": kind,
            "shelf": values["shelf"],
            "level": values["level"],
            "resource_id": row_id,
            "subject_id": place.subject_id,
        }
        fixed = {name: _text(value) for name, value in same.items()}
        for token in tokens:
            own = token._asdict()
            self._tokens.append(
                "\t".join(
                    fixed[column] if column in fixed else _text(own[column]) for column in self._token_columns
                )
            )
        return values["level"], values["categories"]

    @step
    def flush(self) -> None:
        """Store what was gathered."""
        _insert(self._store.table, self._columns, self._rows)
        _insert(self._store.token_model._meta.db_table, self._token_columns, self._tokens)
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
        cursor.execute(f"INSERT INTO {table} ({named}) SELECT {named} FROM new_{table}")  # noqa: S608  names of ours
        cursor.execute(f"TRUNCATE new_{table}")


def _text(value: Any) -> str:
    """A value in the text format of COPY (https://www.postgresql.org/docs/18/sql-copy.html)."""
    match value:
        case str():
            return value.translate(_ESCAPES)
        case None:
            return "\\N"
        case bool():
            return "t" if value else "f"
        case bytes():
            return f"\\\\x{value.hex()}"
        case list():
            return "{" + ",".join(f'"{each}"' for each in value) + "}"
        case datetime():
            return value.isoformat()
        case UUID() | int() | Decimal():
            return str(value)
    raise TypeError("not a value of a row")
