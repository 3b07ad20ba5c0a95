"""`python -m bench.bare.filling PATIENTS`: the same patients in plain tables, unless they are there."""

import sys

import django
from django.core.management import call_command
from django.db import connection

from bench.people import people
from bench.scale import DOCTORS

ENTRIES = """
INSERT INTO bare_entry (patient_id, kind, words, value, at)
SELECT p.id, 'Observation', 'Body Weight', 50 + n, now() - n * interval '9 days'
FROM bare_patient p, generate_series(1, 9) AS g(n);
INSERT INTO bare_entry (patient_id, kind, words, value, at)
SELECT p.id, 'Observation', 'Heart rate', 50 + n, now() - n * interval '7 days'
FROM (SELECT id FROM bare_patient ORDER BY id LIMIT 400) p, generate_series(1, 90) AS g(n)
"""
INDEXES = """
CREATE INDEX bare_patient_by_part ON bare_patient USING gin (name gin_trgm_ops);
CREATE INDEX bare_patient_by_name ON bare_patient (name)
"""


def main() -> None:
    """Make tables, accounts and patients."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)
    # The tables of accounts can be imported after setup only.
    from django.contrib.auth.models import Permission, User  # noqa: PLC0415

    from bench.bare.models import Patient  # noqa: PLC0415

    if Patient.objects.exists():
        return
    may_view = Permission.objects.get(codename="view_patient")
    for number in range(DOCTORS):
        User.objects.create_user(f"bench{number}", password="bench").user_permissions.add(may_view)
    with connection.cursor() as cursor:
        columns = "id, number, given, family, name, gender, born"
        with cursor.copy(f"COPY bare_patient ({columns}) FROM STDIN") as copy:
            for each in people(int(sys.argv[1])):
                number = str(5_000_000 + each.number)
                copy.write_row(
                    (each.id, number, each.given, each.family, each.name, each.gender, each.birth_date)
                )
        for statement in (*ENTRIES.split(";"), *INDEXES.split(";"), "ANALYZE"):
            cursor.execute(statement)


if __name__ == "__main__":
    main()
