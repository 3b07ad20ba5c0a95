"""Rows reached through the tokens of a few hashes, in the order of their ids, as far as they are wanted and no further.

Under row-level security the database expects a hundredth of the tokens that there are, so it would gather and
sort all of a hash for one page: 17,000 tokens for 50 rows. Sorting is therefore made unattractive for the one
statement, which leaves the order of the index; and each row is looked up as its token is met.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from florence.fhir.fetching import columns, fetch, in_order_of_index

MOST_FOLLOWED = 5_000
"""Tokens that are followed at most. If few of so many lead to a match, the plain way is quicker."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The tokens of some hashes in a table, beyond a row's id if one is given, and the rows that they may lead to."""

    rows: QuerySet[Any]
    table: str
    hashes: tuple[int, ...]
    descending: bool = False
    last: UUID | None = None

    def found(self, wanted: int) -> list[Any] | None:
        """The first rows, as many as wanted or as there are; None when too many tokens lead to none."""
        model = self.rows.model
        statement, values = self._statement(columns(model, "r"), self._rows_of_token())
        statement += f" ORDER BY t.resource_id {self._direction} LIMIT %s"
        with in_order_of_index():
            found = fetch(model, statement, [*values, wanted])
        return found if len(found) == wanted or self.is_short() else None

    def count(self, at_most: int) -> int | None:
        """How many rows there are, counted up to a number; None when too many tokens lead to none."""
        statement, values = self._statement("1", self._rows_of_token().values("id"))
        with in_order_of_index(), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({statement} LIMIT %s) AS found", [*values, at_most])  # noqa: S608  words of ours; values go beside
            number = int(cursor.fetchone()[0])
        return number if number == at_most or self.is_short() else None

    @property
    def _direction(self) -> str:
        return "DESC" if self.descending else "ASC"

    def _statement(self, wanted: str, rows: QuerySet[Any]) -> tuple[str, list[Any]]:
        tokens, token_values = self._tokens()
        inner, row_values = rows.query.sql_with_params()
        # OFFSET keeps the rows from being joined in another order than that of the tokens.
        return (
            f"SELECT {wanted} FROM ({tokens}) AS t CROSS JOIN LATERAL ({inner} OFFSET 0) AS r",  # noqa: S608  words of ours; values go beside
            [*token_values, *row_values],
        )

    def _rows_of_token(self) -> QuerySet[Any]:
        return self.rows.filter(id=RawSQL("t.resource_id", ())).order_by()

    def _tokens(self) -> tuple[str, list[Any]]:
        """The ids that the tokens lead to, each once: two codings of one resource can share a hash."""
        beyond = "" if self.last is None else f"AND resource_id {'<' if self.descending else '>'} %s"
        # Each hash by itself, since of several at once an index has no order; the database merges them in order.
        order = f"ORDER BY resource_id {self._direction} LIMIT {MOST_FOLLOWED}"
        one = f"(SELECT DISTINCT resource_id FROM {self.table} WHERE hash = %s {beyond} {order})"  # noqa: S608  words of ours; values go beside
        statement = one if len(self.hashes) == 1 else f"{' UNION '.join([one] * len(self.hashes))} {order}"
        last = [] if self.last is None else [self.last]
        return statement, [value for each in self.hashes for value in (each, *last)]

    def is_short(self) -> bool:
        """Whether all tokens were followed."""
        statement, values = self._tokens()
        with in_order_of_index(), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({statement}) AS t", values)  # noqa: S608  words of ours; values go beside
            return int(cursor.fetchone()[0]) < MOST_FOLLOWED
