"""Demo accounts have passwords that everybody knows: outside a demo nothing starts while one exists."""

import psycopg

from florence.foundation.postgresql.problems import DatabaseProblem

DEMO_DOMAIN = "demo.example"
DEMO_CLIENT = "demo-system"
TRACES = {
    "security_account": ("SELECT 1 FROM security_account WHERE email LIKE %s LIMIT 1", f"%@{DEMO_DOMAIN}"),
    "oauth2_provider_application": (
        "SELECT 1 FROM oauth2_provider_application WHERE client_id = %s LIMIT 1",
        DEMO_CLIENT,
    ),
}


def refuse_demo_accounts(url: str) -> None:
    """Raise DatabaseProblem when the database has a demo account or the demo client."""
    with psycopg.connect(url) as connection:
        for table, (query, value) in TRACES.items():
            exists = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone()
            if exists and exists[0] and connection.execute(query, [value]).fetchone():
                raise DatabaseProblem(
                    "This database holds demo accounts, whose passwords everybody knows. "
                    "Start it with “florence serve --demo”, or set FLORENCE_HOME to a new folder."
                )
