"""The log of access in monthly parts, the functions behind the second wall, and what can only grow."""

from django.db import migrations

from florence.foundation.append_only import append_only
from florence.security import wall

EVENTS = """
CREATE TABLE security_accessevent (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  actor_id uuid,
  actor_kind text NOT NULL,
  roles text[] NOT NULL,
  act text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('done', 'refused')),
  route text NOT NULL,
  place text NOT NULL,
  request_id text NOT NULL,
  count integer CHECK (count >= 0),
  query_hash bigint,
  fingerprint bigint NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX security_accessevent_actor ON security_accessevent (actor_id, id);
CREATE INDEX security_accessevent_fingerprint ON security_accessevent (fingerprint, id);

CREATE TABLE security_accesseventsubject (
  id uuid PRIMARY KEY,
  event_id uuid NOT NULL,
  subject_id uuid NOT NULL REFERENCES security_subject (id),
  relation text NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX security_accesseventsubject_subject ON security_accesseventsubject (subject_id, id);
CREATE INDEX security_accesseventsubject_event ON security_accesseventsubject (event_id);

CREATE TABLE security_accessevent_rest PARTITION OF security_accessevent DEFAULT;
CREATE TABLE security_accesseventsubject_rest PARTITION OF security_accesseventsubject DEFAULT;

-- The lowest UUID version 7 of a moment, the same as florence.foundation.identifiers.lowest_id_at.
CREATE FUNCTION security_lowest_id_at(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE
  RETURN (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid;

-- Make the parts of the months from now to `months` ahead; the owner's right, so that the application needs none.
CREATE FUNCTION security_make_months(months integer) RETURNS integer
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
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM PUBLIC', part);
        made := made + 1;
      END IF;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;
SELECT security_make_months(3);
"""

DROP_EVENTS = """
DROP FUNCTION security_make_months, security_lowest_id_at;
DROP TABLE security_accesseventsubject, security_accessevent;
"""

READERS = """
ALTER TABLE security_accessevent ENABLE ROW LEVEL SECURITY;
ALTER TABLE security_accessevent FORCE ROW LEVEL SECURITY;
CREATE POLICY accessevent_add ON security_accessevent FOR INSERT
  WITH CHECK (coalesce(current_setting('app.reach', true), '') <> '');
CREATE POLICY accessevent_read ON security_accessevent FOR SELECT USING (
  (SELECT current_setting('app.reach', true)) = 'system'
  OR (SELECT current_setting('app.audit', true)) = 'all'
  OR actor_id = (SELECT nullif(current_setting('app.actor', true), '')::uuid)
  OR id IN (SELECT s.event_id FROM security_accesseventsubject s
            WHERE s.subject_id IN (SELECT security_related_subjects())));

ALTER TABLE security_accesseventsubject ENABLE ROW LEVEL SECURITY;
ALTER TABLE security_accesseventsubject FORCE ROW LEVEL SECURITY;
CREATE POLICY accesseventsubject_add ON security_accesseventsubject FOR INSERT
  WITH CHECK (coalesce(current_setting('app.reach', true), '') <> '');
CREATE POLICY accesseventsubject_read ON security_accesseventsubject FOR SELECT USING (
  (SELECT current_setting('app.reach', true)) = 'system'
  OR (SELECT current_setting('app.audit', true)) = 'all'
  OR subject_id IN (SELECT security_related_subjects()));
"""


class Migration(migrations.Migration):
    dependencies = [("security", "0001_initial")]

    operations = [
        migrations.RunSQL(wall.FUNCTIONS, wall.DROP_FUNCTIONS),
        migrations.RunSQL(EVENTS, DROP_EVENTS),
        migrations.RunSQL(READERS, migrations.RunSQL.noop),
        append_only(
            "security_accessevent",
            "security_accesseventsubject",
            "security_accessevent_rest",
            "security_accesseventsubject_rest",
            "security_accounthistory",
            "security_rolehistory",
            "security_roleassignmenthistory",
            "security_relationhistory",
            "security_subjecthistory",
            "security_breakglasshistory",
            "security_teamhistory",
            "security_teammemberhistory",
            "security_placelimithistory",
        ),
    ]
