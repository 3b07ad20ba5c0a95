"""The second wall: row-level security, which gives no row that the scope has no right to.

It stops a forgotten filter, not someone who runs SQL with the owner's password. A migration calls `protect`
for every table that holds records, their tokens or their history.
"""

from django.db import migrations

APPLICATION = "florence_app"
BACKUP = "florence_backup"

_VISIBLE = """
(SELECT current_setting('app.reach', true)) = 'system'
OR (
  level <= (SELECT coalesce(nullif(current_setting('app.level', true), ''), '-1')::int)
  AND {categories}
  AND (
    (SELECT current_setting('app.reach', true)) = 'population'
    OR (subject_id IS NULL AND {open_types})
    OR (
      ((SELECT current_setting('app.persons', true)) = ''
       OR subject_id = ANY ((SELECT security_sealed_subjects())::uuid[]))
      AND (
        shelf = ANY ((SELECT string_to_array(current_setting('app.shelves', true), ','))::text[])
        OR ((SELECT current_setting('app.persons', true)) <> '' AND (SELECT security_reaches_sealed()))
        OR ((SELECT current_setting('app.persons', true)) = ''
            AND subject_id IN (SELECT security_related_subjects()))
      )
    )
  )
)
"""

_NO_WITHHELD_CATEGORY = (
    "NOT categories && (SELECT string_to_array(current_setting('app.withheld', true), ','))::text[]"
)

FUNCTIONS = """
CREATE FUNCTION security_now() RETURNS timestamptz LANGUAGE sql STABLE
  RETURN coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now());

CREATE FUNCTION security_parties() RETURNS uuid[] LANGUAGE sql STABLE
  RETURN string_to_array(nullif(current_setting('app.parties', true), ''), ',')::uuid[];

CREATE FUNCTION security_sealed_subjects() RETURNS uuid[] LANGUAGE sql STABLE
  RETURN (SELECT coalesce(array_agg(s.id), '{}') FROM security_subject s
          WHERE s.person_id = ANY (string_to_array(nullif(current_setting('app.persons', true), ''), ',')::uuid[]));

-- True when every person the scope is sealed to has a live relation to one of its parties.
CREATE FUNCTION security_reaches_sealed() RETURNS boolean LANGUAGE sql STABLE
  RETURN NOT EXISTS (
    SELECT 1 FROM unnest(string_to_array(nullif(current_setting('app.persons', true), ''), ',')::uuid[]) AS p(person)
    WHERE NOT EXISTS (
      SELECT 1 FROM security_relation r
      WHERE r.person_id = p.person AND r.party_id = ANY (security_parties())
        AND r.starts_at <= security_now() AND r.ends_at > security_now()));

CREATE FUNCTION security_related_subjects() RETURNS SETOF uuid LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT s.id FROM security_relation r JOIN security_subject s ON s.person_id = r.person_id
  WHERE r.party_id = ANY (security_parties())
    AND r.starts_at <= security_now() AND r.ends_at > security_now();
END;
"""

DROP_FUNCTIONS = """
DROP FUNCTION security_related_subjects, security_reaches_sealed, security_sealed_subjects,
              security_parties, security_now;
"""


def visible(*, open_types: tuple[str, ...] = (), has_categories: bool = True) -> str:
    """The condition under which the scope may see a row of a table shaped like `fhir.ResourceRow`."""
    listed = ", ".join(f"'{name}'" for name in open_types)
    return _VISIBLE.format(
        categories=_NO_WITHHELD_CATEGORY if has_categories else "true",
        open_types=f"type IN ({listed})" if open_types else "false",
    )


def protect(
    table: str, *, open_types: tuple[str, ...] = (), has_categories: bool = True
) -> migrations.RunSQL:
    """The migration step that puts one table behind the wall."""
    condition = visible(open_types=open_types, has_categories=has_categories)
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_read ON {table} FOR SELECT USING ({condition});
        CREATE POLICY {table}_add ON {table} FOR INSERT
          WITH CHECK (coalesce(current_setting('app.reach', true), '') <> '');
        CREATE POLICY {table}_change ON {table} FOR UPDATE USING ({condition})
          WITH CHECK (coalesce(current_setting('app.reach', true), '') <> '');
        CREATE POLICY {table}_remove ON {table} FOR DELETE USING ({condition});
        """,
        f"""
        DROP POLICY {table}_remove ON {table};
        DROP POLICY {table}_change ON {table};
        DROP POLICY {table}_add ON {table};
        DROP POLICY {table}_read ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )
