"""The people around patients move to the table of the slice that registers them; a move is no change of theirs."""

from typing import Any
from uuid import UUID

from django.db import connection, migrations

from florence.foundation import keys

KIND = "RelatedPerson"
OLD, NEW = "records_resource", "patients_relatedperson"
ROW = (
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
HISTORY = (*ROW, "pgh_created_at", "pgh_label", "pgh_obj_id", "pgh_context_id")
TOKEN = (
    *("resource_id", "subject_id", "type", "parameter", "hash", "starts", "ends", "number", "shelf", "level"),
)

# What pgtrigger.ignore does, which itself can't be used here: it sends two statements as one.
_LET_HISTORY_BE = """
SELECT set_config('pgtrigger.ignore', '{' || string_agg(tgname, ',') || '}', true)
FROM pg_trigger WHERE tgrelid = ANY (%s::text[]::regclass[]) AND tgname LIKE 'pgtrigger%%'
"""


def move(_apps: Any, _editor: Any) -> None:
    """Take rows with their versions and tokens to the new table; bodies are sealed anew, for a seal names its table.

    What was erased can't be opened: it moves as it is, unreadable as before. The old history stays as well.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.reach', 'system', true)")
        cursor.execute(_LET_HISTORY_BE, [[OLD, NEW]])
        _copy(cursor, "", ROW, "id")
        _copy(cursor, "history", HISTORY, "pgh_id")
        names = ", ".join(TOKEN)
        tokens = f"INSERT INTO {NEW}token ({names}) SELECT {names} FROM {OLD}token WHERE type = %s"  # noqa: S608  names of this file
        cursor.execute(tokens, [KIND])
        cursor.execute(f"DELETE FROM {OLD}token WHERE type = %s", [KIND])  # noqa: S608  names of this file
        cursor.execute(f"DELETE FROM {OLD} WHERE type = %s", [KIND])  # noqa: S608  names of this file
        cursor.execute("SELECT set_config('pgtrigger.ignore', '', true)")


def _copy(cursor: Any, suffix: str, columns: tuple[str, ...], order: str) -> None:
    names = ", ".join(columns)
    cursor.execute(f"SELECT {names} FROM {OLD}{suffix} WHERE type = %s ORDER BY {order}", [KIND])  # noqa: S608  names of this file
    marks = ", ".join(["%s"] * len(columns))
    for found in cursor.fetchall():
        row = dict(zip(columns, found, strict=True))
        row["body"] = _sealed_anew(row["id"], row["key_id"], bytes(row["body"]))
        cursor.execute(f"INSERT INTO {NEW}{suffix} ({names}) VALUES ({marks})", list(row.values()))  # noqa: S608  names of this file


def _sealed_anew(row_id: UUID, key_id: UUID, body: bytes) -> bytes:
    try:
        cipher = keys.cipher_for(key_id)
    except keys.KeyDestroyed:
        return body
    opened = cipher.open(body, table=OLD, column="body", row_id=row_id)
    return cipher.seal(opened, table=NEW, column="body", row_id=row_id)


class Migration(migrations.Migration):
    dependencies = [("records", "0004_fewer_indexes"), ("patients", "0007_people_around")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop, elidable=False)]
