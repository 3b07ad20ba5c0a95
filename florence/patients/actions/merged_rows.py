"""Moving every row about one subject to another, with a journal from which each finds its way back.

The walk goes over every foreign key to a Subject that any table has: a new table is moved without being named here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from florence.fhir.rows import TokenRow
from florence.patients.models import Merge
from florence.security.doors import step
from florence.security.models import Subject

MOVED = ("move", "combine")


@dataclass(frozen=True)
class SubjectKey:
    """One column that refers to a subject, and the sets of columns which are unique together with it."""

    model: type[models.Model]
    column: str
    uniques: tuple[tuple[str, ...], ...]

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.model._meta.db_table

    @property
    def merge(self) -> str:
        """What the table says a merge does with its rows."""
        return str(getattr(self.model, "merge", ""))


def subject_keys() -> Iterator[SubjectKey]:
    """Every key to a subject in every table but the histories."""
    for model in apps.get_models():
        if hasattr(model, "pgh_tracked_model"):
            continue
        for field in model._meta.concrete_fields:
            if field.related_model is Subject:
                yield SubjectKey(model, field.attname, tuple(_uniques(model, field)))


def _uniques(model: type[models.Model], field: "models.Field[Any, Any]") -> Iterator[tuple[str, ...]]:
    """The columns beside the key of each constraint that the key has a part in."""
    if field.unique:
        yield ()
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and field.name in constraint.fields:
            beside = [name for name in constraint.fields if name != field.name]
            columns = {each.name: each.attname for each in model._meta.concrete_fields}
            yield tuple(columns[name] for name in beside)


@step
def move_rows(merge: Merge) -> None:
    """Move what belongs to the merged record to the survivor.

    A row that the survivor has one of already, where only one can be, stays where it is and is read there.
    """
    for key in subject_keys():
        if key.merge not in MOVED:
            continue
        if issubclass(key.model, TokenRow):
            _execute(
                f"UPDATE {key.table} SET {key.column} = %s WHERE {key.column} = %s",  # noqa: S608  names of our own tables and columns
                [merge.subject_id, merge.merged_id],
            )
        else:
            _move(key, merge)


def _move(key: SubjectKey, merge: Merge) -> None:
    taken = "".join(_not_taken(key, beside) for beside in key.uniques)
    _execute(
        f"""
        WITH moved AS (
          UPDATE {key.table} t SET {key.column} = %(survivor)s WHERE t.{key.column} = %(merged)s {taken}
          RETURNING t.id
        )
        INSERT INTO patients_mergedrow (id, of_id, "table", row_id, "column", subject_id)
        SELECT gen_random_uuid(), %(merge)s, %(table)s, moved.id::text, %(column)s, %(merged)s FROM moved
        """,  # noqa: S608  names of our own tables and columns
        {
            "survivor": merge.subject_id,
            "merged": merge.merged_id,
            "merge": merge.id,
            "table": key.table,
            "column": key.column,
        },
    )


def _not_taken(key: SubjectKey, beside: tuple[str, ...]) -> str:
    same = "".join(f" AND o.{column} IS NOT DISTINCT FROM t.{column}" for column in beside)
    return f"AND NOT EXISTS (SELECT 1 FROM {key.table} o WHERE o.{key.column} = %(survivor)s{same})"  # noqa: S608  names of our own tables and columns


@step
def keep_before(merge: Merge, model: type[models.Model], subject_id: UUID) -> None:
    """Keep what a subject's rows of a table hold, before the merge changes them."""
    table = model._meta.db_table
    _execute(
        f"""
        INSERT INTO patients_mergedrow (id, of_id, "table", row_id, "column", subject_id, before)
        SELECT gen_random_uuid(), %s, %s, t.id::text, '', %s, to_jsonb(t) FROM {table} t WHERE t.subject_id = %s
        """,  # noqa: S608  names of our own tables and columns
        [merge.id, table, subject_id, subject_id],
    )


@step
def move_back(merge: Merge) -> None:
    """Give every moved row its old subject again, unless it has gone elsewhere since."""
    for key in subject_keys():
        if key.merge in MOVED and not issubclass(key.model, TokenRow):
            _execute(
                f"""
                UPDATE {key.table} t SET {key.column} = j.subject_id FROM patients_mergedrow j
                WHERE j.of_id = %s AND j."table" = %s AND j."column" = %s AND j.row_id = t.id::text
                  AND t.{key.column} = %s
                """,  # noqa: S608  names of our own tables and columns
                [merge.id, key.table, key.column, merge.subject_id],
            )


@step
def give_rows(model: type[models.Model], row_ids: Iterable[UUID], merge: Merge) -> None:
    """Move some rows that were written after the merge from the survivor to the record that is itself again."""
    _execute(
        f"UPDATE {model._meta.db_table} SET subject_id = %s WHERE id = ANY(%s) AND subject_id = %s",  # noqa: S608  names of our own tables and columns
        [merge.merged_id, list(row_ids), merge.subject_id],
    )


@step
def tokens_follow(merge: Merge) -> None:
    """Bring the subject of every token to that of the resource it finds."""
    for key in subject_keys():
        if key.merge in MOVED and issubclass(key.model, TokenRow):
            resource = key.model.resource.field.related_model._meta.db_table  # type: ignore[attr-defined]  # each token table adds it
            _execute(
                f"""
                UPDATE {key.table} t SET {key.column} = r.subject_id FROM {resource} r
                WHERE t.resource_id = r.id AND r.subject_id = %s AND t.{key.column} IS DISTINCT FROM r.subject_id
                """,  # noqa: S608  names of our own tables and columns
                [merge.merged_id],
            )


@step
def restore(merge: Merge, model: type[models.Model], *, but: Iterable[str] = ()) -> None:
    """Give rows of a table that the merge changed what they held before it, all columns `but` some."""
    table, left = model._meta.db_table, set(but)
    columns = [f.attname for f in model._meta.concrete_fields if f.attname not in left | {"id"}]
    _execute(
        f"""
        UPDATE {table} t SET ({", ".join(columns)}) = ROW({", ".join(f"b.{name}" for name in columns)})
        FROM patients_mergedrow j, jsonb_populate_record(NULL::{table}, j.before) b
        WHERE j.of_id = %s AND j."table" = %s AND j.before IS NOT NULL AND t.id = b.id
        """,  # noqa: S608  names of our own tables and columns
        [merge.id, table],
    )


@step
def put_back(merge: Merge, model: type[models.Model]) -> None:
    """Put rows that the merge took away, as tokens are, in the place of those written since."""
    table = model._meta.db_table
    _execute(
        f"DELETE FROM {table} WHERE subject_id IN (%s, %s)",  # noqa: S608  names of our own tables and columns
        [merge.subject_id, merge.merged_id],
    )
    _execute(
        f"""
        INSERT INTO {table} OVERRIDING SYSTEM VALUE
        SELECT b.* FROM patients_mergedrow j, jsonb_populate_record(NULL::{table}, j.before) b
        WHERE j.of_id = %s AND j."table" = %s AND j.before IS NOT NULL
        """,  # noqa: S608  names of our own tables and columns
        [merge.id, table],
    )


def _execute(statement: str, values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
