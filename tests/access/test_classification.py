"""Every column of the database has a class, and what is called sealed is sealed."""

import pytest
from django.apps import apps
from django.db import connection, models

from florence.config.classification import CLASSES, KEYED, SEALED, TABLES, class_of
from florence.fhir.rows import ResourceRow

pytestmark = pytest.mark.django_db


def _columns() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_class c"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1, 2"
        )
        return [(str(table), str(column), str(kind)) for table, column, kind in cursor.fetchall()]


def test_it_works() -> None:
    assert class_of("records_resourcehistory", "body") == SEALED
    assert class_of("unheard_of", "words") == ""


def test_every_column_has_a_class() -> None:
    unknown = [
        f"{table}.{column}" for table, column, _ in _columns() if class_of(table, column) not in CLASSES
    ]
    assert unknown == [], "say in florence/config/classification.py what these are"


def test_a_new_column_of_a_known_table_has_no_class() -> None:
    assert class_of("records_resource", "words") == ""
    assert class_of("records_resourcehistory", "words") == ""
    assert class_of("records_resource", "pgh_label") == ""


def test_every_named_column_is_there() -> None:
    known = {(table, column) for table, column, _kind in _columns()}
    named = {(table, column) for table, (_class, columns) in TABLES.items() for column in columns.split()}
    assert sorted(named - known) == [], "florence/config/classification.py names what there is not any more"


def test_every_table_of_a_model_is_there() -> None:
    known = {table for table, _column, _kind in _columns()}
    tables = {model._meta.db_table for model in apps.get_models() if model._meta.app_label != "pghistory"}
    assert sorted(tables - known) == []


def test_what_is_sealed_is_bytes() -> None:
    kinds = {(table, kind) for table, column, kind in _columns() if class_of(table, column) == SEALED}
    assert {kind for _table, kind in kinds} == {"bytea"}


def test_what_is_keyed_is_a_number() -> None:
    kinds = {kind for table, column, kind in _columns() if class_of(table, column) == KEYED}
    assert kinds == {"bigint"}


def test_every_box_of_bytes_is_sealed_or_a_key() -> None:
    """Bytes that nobody has called sealed, a key or a digest are words that somebody forgot to seal."""
    plain = [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.BinaryField)
        and class_of(model._meta.db_table, field.column) != SEALED
        and field.name not in ("wrapped", "request", "digest")
    ]
    assert plain == []


def test_the_body_of_every_resource_is_sealed() -> None:
    rows = [model for model in apps.get_models() if issubclass(model, ResourceRow)]
    assert len(rows) >= 7
    assert {class_of(model._meta.db_table, "body") for model in rows} == {SEALED}
