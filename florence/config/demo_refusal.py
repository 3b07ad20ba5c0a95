"""Demo and hospital are kept apart: no demo account outside a demo, and no demo in a hospital's database."""

from collections.abc import Mapping
from typing import LiteralString

import psycopg

from florence.foundation.postgresql.problems import DatabaseProblem

Traces = Mapping[str, tuple[LiteralString, object]]
DEMO_DOMAIN = "demo.example"
DEMO_CLIENT = "demo-system"
TRACES: Traces = {
    "security_account": ("SELECT 1 FROM security_account WHERE email LIKE %s LIMIT 1", f"%@{DEMO_DOMAIN}"),
    "oauth2_provider_application": (
        "SELECT 1 FROM oauth2_provider_application WHERE client_id = %s LIMIT 1",
        DEMO_CLIENT,
    ),
}
MARKS: Traces = {
    "hospital_setting": ("SELECT 1 FROM hospital_setting WHERE name = %s LIMIT 1", "demo-hospital"),
}
REAL: Traces = {
    "security_account": ("SELECT 1 FROM security_account WHERE is_demo = %s LIMIT 1", False),
    "patients_patient": ("SELECT 1 FROM patients_patient WHERE source IS DISTINCT FROM %s LIMIT 1", "demo"),
}
"""What a demo that was not loaded to its end never has."""


def refuse_demo_accounts(url: str) -> None:
    """Raise DatabaseProblem when the database has a demo account or the demo client."""
    with psycopg.connect(url) as connection:
        if _has_any(connection, TRACES):
            raise DatabaseProblem(
                "This database holds demo accounts, whose passwords everybody knows. "
                "Start it with “florence serve --demo”, or set FLORENCE_HOME to a new folder."
            )


def refuse_hospital(url: str) -> None:
    """Raise DatabaseProblem when the database, reached as its owner, is no demo and has accounts or patients."""
    with psycopg.connect(url) as connection:
        # Row policies bind the owner too: without these it would see an empty house.
        connection.execute(
            "SELECT set_config('app.reach', 'system', true), set_config('app.level', '2', true)"
        )
        if not _has_any(connection, MARKS) and _has_any(connection, REAL):
            raise DatabaseProblem(
                "This database holds a hospital and no demo, and stays as it is. "
                "Start it without --demo, or set FLORENCE_HOME to a new folder for a demo."
            )


def _has_any(connection: psycopg.Connection, traces: Traces) -> bool:
    """Whether one of the questions has an answer; a table that is not there has none."""
    for table, (query, value) in traces.items():
        exists = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone()
        if exists and exists[0] and connection.execute(query, [value]).fetchone():
            return True
    return False
