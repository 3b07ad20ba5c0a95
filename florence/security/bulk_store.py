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

from florence.fhir.columns import Columns
from florence.fhir.rows import ResourceRow
from florence.fhir.token_rows import Hash, TokenValues
from florence.foundation import clock
from florence.security.doors import step
from florence.security.resource_store import Origin, Place, ResourceStore, token_values

Row = TypeVar("Row", bound=ResourceRow)
Resource = dict[str, Any]

COLUMNS = (
    *(
        "id",
        "type",
        "version",
        "body",
        "key_id",
        "shelf",
        "level",
        "categories",
        "status",
        "category",
        "code",
    ),
    *(
        "starts",
        "ends",
        "number",
        "number_unit",
        "source",
        "source_key",
        "recorded_at",
        "deleted",
        "subject_id",
    ),
)
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
        self._has_encounter = hasattr(store.model, "encounter")
        self._moment = clock.now().isoformat()
        self._places: dict[Place, tuple[str, str, str]] = {}
        self._rows: list[str] = []
        self._tokens: list[str] = []

    @step
    def add(
        self, resource: Resource, found: Columns, place: Place, *, row_id: UUID, origin: Origin
    ) -> tuple[int, Sequence[str]]:
        """Gather a new, valid resource with its columns; gives the level and categories that its labels come to."""
        values = self._store.sealed(row_id, resource, place, found)
        kind, shelf, level = resource["resourceType"], values["shelf"].value, values["level"]
        identity = str(row_id)
        key_id, subject, encounter = self._texts_of(place)
        # The columns are those that every table of records has; the body's hexadecimal needs no escaping.
        line = (
            f"{identity}\t{kind}\t1\t\\\\x{values['body'].hex()}\t{key_id}\t{shelf}\t{level}\t"
            f"{_list(values['categories'])}\t{_escaped(values['status'])}\t{_escaped(values['category'])}\t"
            f"{_escaped(values['code'])}\t{_moment(values['starts'])}\t{_moment(values['ends'])}\t"
            f"{_number(values['number'])}\t{_escaped(values['number_unit'])}\t{_escaped(origin.source)}\t"
            f"{_escaped(origin.key)}\t{self._moment}\tf\t{subject}"
        )
        self._rows.append(f"{line}\t{encounter}" if self._has_encounter else line)
        same = f"{kind}\t{shelf}\t{level}\t{identity}\t{subject}"
        for token in token_values(resource, self._hasher, is_sensitive=bool(values["categories"])):
            self._tokens.append(f"{same}\t{_token_text(token)}")
        return level, values["categories"]

    def _texts_of(self, place: Place) -> tuple[str, str, str]:
        known = self._places.get(place)
        if known is None:
            known = str(place.key_id), _id(place.subject_id), _id(place.encounter_id)
            self._places[place] = known
        return known

    @step
    def flush(self) -> None:
        """Store what was gathered."""
        _insert(self._store.table, (*COLUMNS, *(["encounter_id"] if self._has_encounter else ())), self._rows)
        _insert(self._store.token_model._meta.db_table, TOKEN_COLUMNS, self._tokens)
        self._rows, self._tokens = [], []


def _insert(table: str, columns: Iterable[str], rows: Sequence[str]) -> None:
    if not rows:
        return
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS new_{table} ON COMMIT DELETE ROWS "  # noqa: S608  names of our own tables
            f"AS SELECT {named} FROM {table} WITH NO DATA"
        )
        with cursor.copy(f"COPY new_{table} ({named}) FROM STDIN") as copy:
            copy.write("\n".join(rows) + "\n")
        cursor.execute(f"INSERT INTO {table} ({named}) SELECT {named} FROM new_{table}")  # noqa: S608
        if connection.savepoint_ids:
            # Inside somebody's transaction the next part comes before any commit.
            cursor.execute(f"DELETE FROM new_{table}")  # noqa: S608


# Values in the text format of COPY: https://www.postgresql.org/docs/18/sql-copy.html


def _escaped(text: str | None) -> str:
    return _NULL if text is None else text.translate(_ESCAPES)


def _moment(moment: datetime | None) -> str:
    return _NULL if moment is None else moment.isoformat()


def _number(number: Decimal | int | None) -> str:
    return _NULL if number is None else str(number)


def _id(row_id: UUID | None) -> str:
    return _NULL if row_id is None else str(row_id)


def _list(codes: Sequence[str]) -> str:
    return "{" + ",".join(f'"{code}"' for code in codes) + "}"


def _token_text(token: TokenValues) -> str:
    parameter, hashed, starts, ends, number = token
    if starts is None and ends is None and number is None:
        return f"{parameter}\t{_NULL if hashed is None else hashed}\t\\N\t\\N\t\\N"
    return f"{parameter}\t{_number(hashed)}\t{_moment(starts)}\t{_moment(ends)}\t{_number(number)}"
