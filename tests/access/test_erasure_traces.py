"""After an erasure no table of the database holds the name, also as its owner reads it."""

import psycopg
from psycopg.sql import SQL, Identifier

from florence.foundation.postgresql.cluster import Urls
from florence.security.actions.erasure import erase_subject
from tests.access.erasing import CANARY, officer, patient


def _tables_with(word: str, urls: Urls) -> list[str]:
    """The tables in which a word stands, readably or as bytes, as the owner of the database finds them."""
    found = []
    with psycopg.connect(urls.owner) as owner:
        owner.execute("SELECT set_config('app.reach', 'system', false), set_config('app.level', '2', false)")
        tables = owner.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        ).fetchall()
        for (table,) in tables:
            query = SQL("SELECT EXISTS (SELECT 1 FROM {} t WHERE t::text ILIKE ANY (%s))").format(
                Identifier(table)
            )
            patterns = [f"%{text}%" for text in (word, word.encode().hex(), word.casefold().encode().hex())]
            row = owner.execute(query, [patterns]).fetchone()
            if row is not None and row[0]:
                found.append(str(table))
    return found


def test_it_works(own_database: Urls) -> None:
    """Before the erasure only the search copy tells the name; afterwards no table does."""
    eraser, person = officer(), patient()
    before = _tables_with(CANARY, own_database)
    assert before
    assert [table for table in before if not table.startswith("patients_search")] == []
    erase_subject(eraser, subject_id=person.id)
    assert _tables_with(CANARY, own_database) == []
