"""Rows of a table of resources out of SQL of our own.

Django takes longer to word a statement than PostgreSQL to answer it, so what every request asks is worded once.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection

from florence.fhir.rows import ResourceRow

Row = TypeVar("Row", bound=ResourceRow)


def columns(model: type[ResourceRow], alias: str = "") -> str:
    """All columns of a table, in the order that `fetch` expects, each with the alias in front if one is given."""
    before = f"{alias}." if alias else ""
    return ", ".join(f'{before}"{field.column}"' for field in model._meta.concrete_fields)


def fetch(model: type[Row], statement: str, values: Sequence[Any]) -> list[Row]:
    """The rows that a statement gives, which selects `columns` of the model; none of them needs converting."""
    names = [field.attname for field in model._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [model.from_db(connection.alias, names, row) for row in cursor.fetchall()]


@contextmanager
def in_order_of_index() -> Iterator[None]:
    """Have the database sort nothing that an index gives in order; an exception ends the transaction anyway."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        yield
        cursor.execute("SET LOCAL enable_sort = on")
