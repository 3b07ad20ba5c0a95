"""Proofs that ask the database are seen to report faults which its owner plants there."""

from collections.abc import Callable

import psycopg
import pytest

from florence.foundation.postgresql.cluster import Urls
from tests.access import test_classification as classes
from tests.architecture import test_tables as tables

FAULTS: tuple[tuple[str, str, Callable[[], None]], ...] = (
    (
        "ALTER TABLE records_resource DISABLE ROW LEVEL SECURITY",
        "records_resource",
        tables.test_tables_of_records_stand_behind_the_wall,
    ),
    (
        "ALTER TABLE records_resourcetoken NO FORCE ROW LEVEL SECURITY",
        "records_resourcetoken",
        tables.test_tables_of_records_stand_behind_the_wall,
    ),
    (
        "CREATE TABLE planted_nowhere (words text)",
        "planted_nowhere.words",
        classes.test_every_column_has_a_class,
    ),
    (
        "ALTER TABLE records_resource ADD COLUMN planted_words text",
        "records_resource.planted_words",
        classes.test_every_column_has_a_class,
    ),
    (
        "ALTER TABLE hospital_setting DROP COLUMN value",
        "hospital_setting",
        classes.test_every_named_column_is_there,
    ),
    (
        "DROP TABLE hospital_setting",
        "hospital_setting",
        classes.test_every_table_of_a_model_is_there,
    ),
    (
        "ALTER TABLE records_resource ALTER body TYPE text USING ''",
        "text",
        classes.test_what_is_sealed_is_bytes,
    ),
    (
        "ALTER TABLE records_resourcetoken ALTER hash TYPE text USING ''",
        "text",
        classes.test_what_is_keyed_is_a_number,
    ),
)


@pytest.mark.parametrize(("planted", "told", "proof"), FAULTS)
def test_a_proof_reports_what_the_owner_planted(
    planted: str, told: str, proof: Callable[[], None], own_database: Urls
) -> None:
    proof()
    with psycopg.connect(own_database.owner, autocommit=True) as owner:
        owner.execute(planted)
    with pytest.raises(AssertionError) as failed:
        proof()
    assert told in str(failed.value)


def test_a_table_that_the_application_made_is_reported(own_database: Urls) -> None:
    tables.test_the_application_owns_nothing()
    with psycopg.connect(own_database.owner, autocommit=True) as owner:
        owner.execute("GRANT CREATE ON SCHEMA public TO florence_app")
    with psycopg.connect(own_database.application, autocommit=True) as application:
        application.execute("CREATE TABLE planted (id integer)")
    with pytest.raises(AssertionError):
        tables.test_the_application_owns_nothing()
