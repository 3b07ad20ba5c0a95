"""Tables that can only grow: history and logs. The rights to change them are taken from every role but the owner."""

from django.db import migrations

_REVOKE = """
DO $$
DECLARE
  grantee_name text;
  known regclass := '{table}'::regclass;  -- raises when there is no such table
BEGIN
  FOR grantee_name IN
    SELECT DISTINCT grantee FROM information_schema.role_table_grants
    WHERE table_schema = 'public' AND table_name = '{table}'
      AND grantee NOT IN (current_user, 'PUBLIC') AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
  LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM %I', grantee_name);
  END LOOP;
END $$;
"""


def append_only(*tables: str) -> migrations.RunSQL:
    """The migration step that leaves reading and adding as the only rights to the tables."""
    return migrations.RunSQL("".join(_REVOKE.format(table=table) for table in tables), migrations.RunSQL.noop)
