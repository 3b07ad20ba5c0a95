"""What only shows when work is committed: numbers under concurrency, and the search copy after a crash."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
from django.db import connection

from florence.foundation.postgresql.cluster import Urls
from florence.patients import search_copy
from florence.patients.actions.registration import register_patient
from florence.patients.models import Patient, PatientIdentifier
from florence.patients.numbers import is_hospital_number
from florence.patients.queries.search import find_subject_ids
from florence.patients.rules.identifiers import hospital_number_of
from florence.patients.store import STORE
from florence.patients.tests.people import SYSTEM, crowd, patient
from florence.security.scope import scope

CLERKS, EACH = 6, 8


def register_some(of_clerk: int) -> list[str]:
    try:
        made = [register_patient(SYSTEM, resource=each) for each in crowd(EACH)]
        with scope(SYSTEM, "look"):
            return [hospital_number_of(STORE.content(STORE.get(each.id))) for each in made]
    finally:
        connection.close()


def test_a1_11_numbers_are_unique_under_concurrency(own_database: Urls) -> None:
    with ThreadPoolExecutor(CLERKS) as clerks:
        numbers = [number for some in clerks.map(register_some, range(CLERKS)) for number in some]
    assert len(set(numbers)) == CLERKS * EACH
    assert all(is_hospital_number(number) for number in numbers)
    with scope(SYSTEM, "look"):
        assert PatientIdentifier.objects.filter(kind="MR").count() == CLERKS * EACH
        assert len(find_subject_ids(born=None, name="a")) <= CLERKS * EACH


def test_one_form_sent_at_the_same_time_registers_once(own_database: Urls) -> None:
    key = uuid4()

    def send(_: int) -> object:
        try:
            return register_patient(SYSTEM, resource=patient("Anderson", "Maryam"), row_id=key).id
        finally:
            connection.close()

    with ThreadPoolExecutor(CLERKS) as clerks:
        assert set(clerks.map(send, range(CLERKS))) == {key}
    with scope(SYSTEM, "look"):
        assert Patient.objects.count() == 1


def test_the_copy_is_made_whole_while_people_work(own_database: Urls) -> None:
    first = register_patient(SYSTEM, resource=patient("Anderson", "Maryam"))
    with scope(SYSTEM, "empty"), connection.cursor() as cursor:
        cursor.execute("SELECT patients_search_empty()")
    second = register_patient(SYSTEM, resource=patient("Anders", "Ann"))
    assert not search_copy.is_whole()
    assert list(search_copy.rebuild()) == [2]
    assert search_copy.is_whole()
    with scope(SYSTEM, "look"):
        assert set(find_subject_ids(name="anders")) == {first.id, second.id}


def test_names_are_in_no_catalogue_and_in_no_write_ahead_log(own_database: Urls) -> None:
    register_patient(SYSTEM, resource=patient("Zyxwvutson", "Maryam"))
    tables = "tablename LIKE 'patients_search%' AND tablename <> 'patients_searchstate'"
    with psycopg.connect(own_database.owner, autocommit=True) as owner:
        owner.execute("ANALYZE")
        assert owner.execute(f"SELECT attname FROM pg_stats WHERE {tables}").fetchall() == []
        kinds = owner.execute(
            "SELECT DISTINCT relpersistence FROM pg_class WHERE relname LIKE 'patients_search%'"
        )
        assert kinds.fetchall() == [("u",)]


def test_the_application_has_no_right_to_the_tables(own_database: Urls) -> None:
    rights = """
    SELECT relname FROM pg_class WHERE relname LIKE 'patients_search%' AND relkind = 'r'
    AND has_table_privilege(relname::regclass, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
    """
    with psycopg.connect(own_database.application, autocommit=True) as application:
        assert application.execute(rights).fetchall() == []
