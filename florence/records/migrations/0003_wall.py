"""The second wall before the record, its tokens and its history."""

from django.db import migrations

from florence.foundation.append_only import append_only
from florence.security.wall import protect

OPEN_TYPES = ("Medication", "Substance", "Device", "Questionnaire", "PlanDefinition", "ActivityDefinition")
"""Types whose rows about no patient are open to everyone who may read records."""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_initial"), ("security", "0002_wall")]

    operations = [
        protect("records_encounter"),
        protect("records_encounterhistory"),
        protect("records_encountertoken", has_categories=False),
        protect("records_resource", open_types=OPEN_TYPES),
        protect("records_resourcehistory", open_types=OPEN_TYPES),
        protect("records_resourcetoken", open_types=OPEN_TYPES, has_categories=False),
        append_only("records_encounterhistory", "records_resourcehistory"),
    ]
