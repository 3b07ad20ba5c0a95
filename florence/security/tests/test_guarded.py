"""Outside a scope no record is reached: what the engine of tests and development refuses."""

import pytest
from django.db import connection

from florence.foundation.identifiers import new_id
from florence.security import relations
from florence.security.guarded import statements
from florence.security.guarded.statements import tables_of
from florence.security.models import Account
from florence.security.scope import ScopeError, scope
from florence.security.tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def _as_product(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the statements of this test count as the product's."""
    monkeypatch.setattr(statements, "_is_asked_by_test", lambda: False)


@pytest.mark.usefixtures("_as_product")
def test_it_works() -> None:
    assert not Account.objects.exists()
    with scope(cast.SYSTEM, "look"):
        assert relations.subjects_of(new_id()) == []


def test_the_product_reaches_no_record_outside_a_scope() -> None:
    person = cast.subject().person_id
    with pytest.raises(ScopeError, match="security_subject"):
        relations.subjects_of(person)


@pytest.mark.usefixtures("_as_product")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM records_resource",
        'SELECT 1 FROM "patients_patient" p JOIN security_account a ON true',
        "UPDATE records_encounter SET status = ''",
        "DELETE FROM security_relation",
        "INSERT INTO security_draft (id) VALUES (NULL)",
        "SELECT 1 FROM security_account WHERE id IN (SELECT subject_id FROM records_token)",
    ],
)
def test_a_statement_on_records_is_refused(statement: str) -> None:
    with pytest.raises(ScopeError), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("SELECT 1", set()),
        ("SELECT * FROM django_session", {"django_session"}),
        ('SELECT * FROM "A_B" JOIN c ON true', {"a_b", "c"}),
        ("SELECT * FROM unnest(%s) AS s", set()),
        ("SELECT x FROM security_account FOR UPDATE SKIP LOCKED", {"security_account"}),
    ],
)
def test_the_tables_of_a_statement(statement: str, tables: set[str]) -> None:
    assert tables_of(statement) == tables
