"""The second wall before patients, their tokens and their history; the unlogged search copy."""

from django.db import migrations

from florence.foundation.append_only import append_only
from florence.security.wall import protect

SEARCH_COPY = """
CREATE UNLOGGED TABLE patients_searchname (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject_id uuid NOT NULL,
  names text NOT NULL,
  sort_key text NOT NULL COLLATE "C",
  birth_date date,
  numbers text[] NOT NULL DEFAULT '{}',
  phones text[] NOT NULL DEFAULT '{}',
  recent_at timestamptz NOT NULL
);
"""


class Migration(migrations.Migration):
    dependencies = [("patients", "0002_initial"), ("security", "0002_wall")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE patients_hospital_number START 4518 MAXVALUE 9999999",
            "DROP SEQUENCE patients_hospital_number",
        ),
        migrations.RunSQL(SEARCH_COPY, "DROP TABLE patients_searchname"),
        protect("patients_patient"),
        protect("patients_patienthistory"),
        protect("patients_patienttoken", has_categories=False),
        append_only("patients_patienthistory", "patients_patientidentifierhistory"),
    ]
