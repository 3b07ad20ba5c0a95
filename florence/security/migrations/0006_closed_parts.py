"""The parts of the log of access are reached through the whole alone, which has the row policies and can only grow.

New tables get the application's default rights, also those that are parts: with them it could have changed the log of
a month, and read it past the policies.
"""

from django.db import migrations

CLOSE = """
CREATE OR REPLACE FUNCTION security_close_part(part regclass) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  grantee_name name;
BEGIN
  EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', part);
  FOR grantee_name IN
    SELECT DISTINCT pg_get_userbyid(given.grantee) FROM pg_class c CROSS JOIN aclexplode(c.relacl) given
    WHERE c.oid = part AND given.grantee NOT IN (0, c.relowner)
  LOOP
    EXECUTE format('REVOKE ALL ON %s FROM %I', part, grantee_name);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION security_close_part FROM PUBLIC;

SELECT security_close_part(inhrelid::regclass) FROM pg_inherits
WHERE inhparent IN ('security_accessevent'::regclass, 'security_accesseventsubject'::regclass)
  AND EXISTS (SELECT FROM pg_class WHERE oid = inhrelid AND relkind = 'r');

CREATE OR REPLACE FUNCTION security_make_months(months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  made integer := 0;
  month timestamptz;
  part text;
  parent text;
BEGIN
  FOR ahead IN 0..months LOOP
    month := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + make_interval(months => ahead);
    FOREACH parent IN ARRAY ARRAY['security_accessevent', 'security_accesseventsubject'] LOOP
      part := parent || '_' || to_char(month AT TIME ZONE 'UTC', 'YYYYMM');
      IF to_regclass(part) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, parent,
                       security_lowest_id_at(month), security_lowest_id_at(month + interval '1 month'));
        PERFORM security_close_part(part::regclass);
        made := made + 1;
      END IF;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;
"""

# The contexts of the history say who did it; the triggers need to add them, and to add to them within an act.
CONTEXTS = """
DO $$ DECLARE grantee_name name; BEGIN
  FOR grantee_name IN
    SELECT DISTINCT pg_get_userbyid(given.grantee) FROM pg_class c CROSS JOIN aclexplode(c.relacl) given
    WHERE c.oid = 'pghistory_context'::regclass AND given.grantee NOT IN (0, c.relowner)
  LOOP
    EXECUTE format('REVOKE DELETE, TRUNCATE ON pghistory_context FROM %I', grantee_name);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("security", "0005_event_scope"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.RunSQL(CLOSE, migrations.RunSQL.noop),
        migrations.RunSQL(CONTEXTS, migrations.RunSQL.noop),
    ]
