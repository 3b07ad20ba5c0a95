"""An event names the scope in which it was written, by which its changes are found, and whether it is of the house."""

from django.db import migrations, models

COLUMNS = """
ALTER TABLE security_accessevent
  ADD COLUMN scope_id uuid,
  ADD COLUMN touches_records boolean NOT NULL DEFAULT true;
CREATE INDEX security_accessevent_house ON security_accessevent (id) WHERE NOT touches_records;

-- Administrators read the events that touch no record: accounts, roles, settings, signing in.
CREATE POLICY accessevent_read_house ON security_accessevent FOR SELECT USING (
  NOT touches_records AND (SELECT current_setting('app.audit', true)) = 'house');
"""

DROP = """
DROP POLICY accessevent_read_house ON security_accessevent;
ALTER TABLE security_accessevent DROP COLUMN scope_id, DROP COLUMN touches_records;
"""


class Migration(migrations.Migration):
    dependencies = [("security", "0004_places")]

    operations = [
        migrations.RunSQL(COLUMNS, DROP),
        migrations.AddField("accessevent", "scope_id", models.UUIDField(null=True)),
        migrations.AddField("accessevent", "touches_records", models.BooleanField(default=True)),
    ]
