"""The search copy: unlogged tables that only their own functions reach.

The tables are in no write-ahead log, base backup, standby or dump, and empty after a crash. No statistics are taken
of them, since ANALYZE would copy names into a logged catalogue. The application has no right to them; it reads and
writes through these functions, which run with the owner's rights and themselves ask the open scope what may be seen.
"""

from django.db import migrations

TABLES = """
DROP TABLE IF EXISTS patients_searchname;

CREATE UNLOGGED TABLE patients_searchperson (
  subject_id uuid PRIMARY KEY,
  shown jsonb NOT NULL,
  names text[] NOT NULL,
  sort_key text COLLATE "C" NOT NULL,
  born_from date,
  born_to date,
  recent_at timestamptz NOT NULL,
  level smallint NOT NULL,
  categories text[] NOT NULL
);
CREATE INDEX patients_searchperson_born ON patients_searchperson (born_from);
CREATE INDEX patients_searchperson_about ON patients_searchperson (born_from) WHERE born_to > born_from;

-- Keys of the kinds name, number, phone and year (year of birth with a word of a name); a person has one row for each.
CREATE UNLOGGED TABLE patients_searchkey (
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  subject_id uuid NOT NULL,
  PRIMARY KEY (kind, key, subject_id)
);
CREATE INDEX patients_searchkey_subject ON patients_searchkey (subject_id);

-- Every word of the names, and for each word the words without one of its letters. Repeats do no harm; a unique
-- index would make registrations wait for each other.
CREATE UNLOGGED TABLE patients_searchword (word text COLLATE "C" NOT NULL, skeleton text COLLATE "C" NOT NULL);
CREATE INDEX patients_searchword_word ON patients_searchword (word);
CREATE INDEX patients_searchword_skeleton ON patients_searchword (skeleton);
CREATE INDEX patients_searchword_near ON patients_searchword USING gin (word gin_trgm_ops);
CREATE UNLOGGED TABLE patients_searchvariant (variant text COLLATE "C" NOT NULL, word text COLLATE "C" NOT NULL);
CREATE INDEX patients_searchvariant_variant ON patients_searchvariant (variant);
CREATE INDEX patients_searchvariant_word ON patients_searchvariant (word);

-- One row when the copy is whole; a crash empties this table with the others.
CREATE UNLOGGED TABLE patients_searchstate (
  is_whole boolean PRIMARY KEY CHECK (is_whole),
  since timestamptz NOT NULL DEFAULT now()
);
INSERT INTO patients_searchstate (is_whole) SELECT true WHERE NOT EXISTS (SELECT FROM patients_patient);

ALTER TABLE patients_searchperson
  ALTER shown SET STATISTICS 0, ALTER names SET STATISTICS 0, ALTER sort_key SET STATISTICS 0,
  ALTER born_from SET STATISTICS 0, ALTER born_to SET STATISTICS 0, ALTER subject_id SET STATISTICS 0,
  ALTER recent_at SET STATISTICS 0, ALTER level SET STATISTICS 0, ALTER categories SET STATISTICS 0;
ALTER TABLE patients_searchkey
  ALTER kind SET STATISTICS 0, ALTER key SET STATISTICS 0, ALTER subject_id SET STATISTICS 0;
ALTER TABLE patients_searchword ALTER word SET STATISTICS 0, ALTER skeleton SET STATISTICS 0;
ALTER TABLE patients_searchvariant ALTER variant SET STATISTICS 0, ALTER word SET STATISTICS 0;

DO $$
DECLARE
  table_name_ text;
  grantee_ name;
BEGIN
  FOREACH table_name_ IN ARRAY ARRAY['patients_searchperson', 'patients_searchkey', 'patients_searchword',
                                     'patients_searchvariant', 'patients_searchstate'] LOOP
    FOR grantee_ IN
      SELECT DISTINCT grantee FROM information_schema.role_table_grants
      WHERE table_schema = 'public' AND table_name = table_name_ AND grantee <> current_user
    LOOP
      EXECUTE format('REVOKE ALL ON %I FROM %s', table_name_,
                     CASE WHEN grantee_ = 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(grantee_) END);
    END LOOP;
  END LOOP;
END $$;
"""

READS = """
-- The end of every text that begins with a prefix: the highest character of Unicode.
CREATE FUNCTION patients_search_end(prefix text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN prefix || chr(1114111);

-- People with a key that begins with one of `keys`, or born between two days, as far as the open scope sees them.
-- kind: name, number, phone, year, subject (keys are ids), born (no keys), related (everyone with a live relation).
CREATE FUNCTION patients_search_people(kind_ text, keys_ text[], from_ date, to_ date, depth_ int, most_ int)
RETURNS TABLE (subject_id uuid, shown jsonb, names text[], recent_at timestamptz, is_related boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  reach_ text := coalesce(current_setting('app.reach', true), '');
  level_ int := coalesce(nullif(current_setting('app.level', true), ''), '-1')::int;
  withheld_ text[] := string_to_array(coalesce(current_setting('app.withheld', true), ''), ',');
  sees_all_ boolean := reach_ IN ('system', 'population')
    OR 'identity' = ANY (string_to_array(coalesce(current_setting('app.shelves', true), ''), ','));
  related_ uuid[] := ARRAY(SELECT security_related_subjects());
  found_ uuid[];
BEGIN
  IF reach_ = '' THEN RETURN; END IF;
  IF kind_ = 'subject' THEN
    found_ := keys_::uuid[];
  ELSIF kind_ = 'related' THEN
    found_ := related_;
  ELSIF kind_ = 'born' THEN
    found_ := ARRAY(
      SELECT p.subject_id FROM patients_searchperson p WHERE p.born_from BETWEEN from_ AND to_
      UNION
      SELECT p.subject_id FROM patients_searchperson p
      WHERE p.born_to > p.born_from AND p.born_from BETWEEN from_ - 366 AND to_ AND p.born_to >= from_
      LIMIT depth_);
  ELSIF sees_all_ THEN
    found_ := ARRAY(
      SELECT DISTINCT f.subject_id FROM unnest(keys_) AS k(prefix) CROSS JOIN LATERAL (
        SELECT s.subject_id FROM patients_searchkey s
        WHERE s.kind = kind_ AND s.key >= k.prefix AND s.key < patients_search_end(k.prefix)
        ORDER BY s.kind, s.key LIMIT depth_) f);
  ELSE
    found_ := ARRAY(
      SELECT DISTINCT s.subject_id
      FROM unnest(related_) AS r(subject_id) JOIN patients_searchkey s ON s.subject_id = r.subject_id
      JOIN unnest(keys_) AS k(prefix) ON s.key >= k.prefix AND s.key < patients_search_end(k.prefix)
      WHERE s.kind = kind_);
  END IF;
  RETURN QUERY
    SELECT p.subject_id, p.shown, p.names, p.recent_at, p.subject_id = ANY (related_)
    FROM unnest(found_) AS f(subject_id) JOIN patients_searchperson p ON p.subject_id = f.subject_id
    WHERE (reach_ = 'system' OR (p.level <= level_ AND NOT p.categories && withheld_))
      AND (sees_all_ OR p.subject_id = ANY (related_))
      AND (from_ IS NULL OR (p.born_from <= to_ AND p.born_to >= from_))
    ORDER BY p.recent_at DESC, p.subject_id DESC LIMIT most_;
END $$;

-- The persons with a live relation to the scope's parties, a page at a time, with their number.
CREATE FUNCTION patients_search_related(is_by_name_ boolean, skip_ int, most_ int)
RETURNS TABLE (subject_id uuid, shown jsonb, recent_at timestamptz, total bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  reach_ text := coalesce(current_setting('app.reach', true), '');
  level_ int := coalesce(nullif(current_setting('app.level', true), ''), '-1')::int;
  withheld_ text[] := string_to_array(coalesce(current_setting('app.withheld', true), ''), ',');
BEGIN
  IF reach_ = '' THEN RETURN; END IF;
  RETURN QUERY
    SELECT p.subject_id, p.shown, p.recent_at, count(*) OVER ()
    FROM (SELECT DISTINCT r FROM security_related_subjects() AS r) AS f(subject_id)
    JOIN patients_searchperson p ON p.subject_id = f.subject_id
    WHERE reach_ = 'system' OR (p.level <= level_ AND NOT p.categories && withheld_)
    ORDER BY CASE WHEN is_by_name_ THEN p.sort_key END, p.recent_at DESC, p.subject_id DESC
    OFFSET skip_ LIMIT most_;
END $$;

-- Words of names that are at most a letter away from a word or share its consonants; if there are none, that resemble
-- it by their trigrams, which costs more.
CREATE FUNCTION patients_search_words(variants_ text[], skeletons_ text[], near_ text)
RETURNS SETOF text LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
  IF coalesce(current_setting('app.reach', true), '') = '' THEN RETURN; END IF;
  -- Not in a SET clause: a dump could then be restored by a superuser alone.
  PERFORM set_config('pg_trgm.similarity_threshold', '0.45', true);
  RETURN QUERY
    SELECT v.word FROM unnest(variants_) AS t(variant) JOIN patients_searchvariant v ON v.variant = t.variant
    UNION
    SELECT w.word FROM unnest(skeletons_) AS t(skeleton) JOIN patients_searchword w ON w.skeleton = t.skeleton;
  IF NOT FOUND AND near_ <> '' THEN
    RETURN QUERY SELECT w.word FROM patients_searchword w WHERE w.word % near_;
  END IF;
END $$;

CREATE FUNCTION patients_search_is_whole() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
RETURN EXISTS (SELECT FROM patients_searchstate);
"""

WRITES = """
-- Take words out of the vocabulary that no name has any more.
CREATE FUNCTION patients_search_drop_words(words_ text[]) RETURNS void LANGUAGE sql
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
  WITH gone AS (
    SELECT w.word FROM unnest(words_) AS w(word)
    WHERE NOT EXISTS (SELECT FROM patients_searchkey s WHERE s.kind = 'name'
                      AND s.key >= w.word || ' ' AND s.key < w.word || '!')
  ), fewer AS (DELETE FROM patients_searchvariant v USING gone g WHERE v.word = g.word)
  DELETE FROM patients_searchword w USING gone g WHERE w.word = g.word;
$$;
REVOKE ALL ON FUNCTION patients_search_drop_words FROM PUBLIC;

-- Put people into the copy in the place of what stood there; with `only_missing_` leave those that are there.
-- people_: [{"subject_id", "shown", "names", "sort_key", "born_from", "born_to", "recent_at", "level",
--           "categories", "keys": [[kind, key]], "words": [[word, skeleton]]}]
CREATE FUNCTION patients_search_write(people_ jsonb, only_missing_ boolean) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
  written_ uuid[];
  before_ text[];
BEGIN
  IF coalesce(current_setting('app.reach', true), '') = '' THEN RETURN 0; END IF;
  WITH put AS (
    INSERT INTO patients_searchperson AS p
      (subject_id, shown, names, sort_key, born_from, born_to, recent_at, level, categories)
    SELECT (x->>'subject_id')::uuid, x->'shown', ARRAY(SELECT jsonb_array_elements_text(x->'names')), x->>'sort_key',
           (x->>'born_from')::date, (x->>'born_to')::date, (x->>'recent_at')::timestamptz,
           (x->>'level')::smallint, ARRAY(SELECT jsonb_array_elements_text(x->'categories'))
    FROM jsonb_array_elements(people_) AS e(x) ORDER BY 1
    ON CONFLICT (subject_id) DO UPDATE SET
      shown = excluded.shown, names = excluded.names, sort_key = excluded.sort_key, born_from = excluded.born_from,
      born_to = excluded.born_to, recent_at = greatest(p.recent_at, excluded.recent_at), level = excluded.level,
      categories = excluded.categories
    WHERE NOT only_missing_
    RETURNING p.subject_id
  )
  SELECT array_agg(subject_id) INTO written_ FROM put;
  WITH taken AS (
    DELETE FROM patients_searchkey s WHERE s.subject_id = ANY (written_) RETURNING s.kind, s.key
  )
  SELECT array_agg(DISTINCT split_part(key, ' ', 1)) INTO before_ FROM taken WHERE kind = 'name';
  INSERT INTO patients_searchkey (kind, key, subject_id)
    SELECT k->>0, k->>1, (x->>'subject_id')::uuid
    FROM jsonb_array_elements(people_) AS e(x), jsonb_array_elements(x->'keys') AS y(k)
    WHERE (x->>'subject_id')::uuid = ANY (written_)
    ON CONFLICT DO NOTHING;
  WITH fresh AS (
    SELECT DISTINCT w->>0 AS word, w->>1 AS skeleton
    FROM jsonb_array_elements(people_) AS e(x), jsonb_array_elements(x->'words') AS y(w)
    WHERE NOT EXISTS (SELECT FROM patients_searchword known WHERE known.word = w->>0)
  ), added AS (
    INSERT INTO patients_searchword (word, skeleton) SELECT word, skeleton FROM fresh
  )
  INSERT INTO patients_searchvariant (variant, word)
    SELECT DISTINCT overlay(word PLACING '' FROM at FOR 1), word
    FROM fresh, generate_series(1, length(word)) AS g(at)
    UNION SELECT word, word FROM fresh;
  PERFORM patients_search_drop_words(before_) WHERE before_ IS NOT NULL;
  RETURN coalesce(cardinality(written_), 0);
END $$;

-- A contact with the patient: recent ones come first in a search.
CREATE FUNCTION patients_search_touch(subject_ uuid, at_ timestamptz) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE patients_searchperson SET recent_at = at_
  WHERE subject_id = subject_ AND recent_at < at_ AND coalesce(current_setting('app.reach', true), '') <> '';
$$;

-- Nothing of the person stays in the copy.
CREATE FUNCTION patients_search_forget(subject_ uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
  before_ text[];
BEGIN
  IF coalesce(current_setting('app.reach', true), '') = '' THEN RETURN; END IF;
  DELETE FROM patients_searchperson WHERE subject_id = subject_;
  WITH taken AS (DELETE FROM patients_searchkey s WHERE s.subject_id = subject_ RETURNING s.kind, s.key)
  SELECT array_agg(DISTINCT split_part(key, ' ', 1)) INTO before_ FROM taken WHERE kind = 'name';
  PERFORM patients_search_drop_words(before_) WHERE before_ IS NOT NULL;
END $$;

-- Empty the copy, so that it is made anew; or say that it is whole.
CREATE FUNCTION patients_search_empty() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF coalesce(current_setting('app.reach', true), '') <> 'system' THEN RETURN; END IF;
  TRUNCATE patients_searchstate, patients_searchperson, patients_searchkey, patients_searchword,
           patients_searchvariant;
END $$;

CREATE FUNCTION patients_search_set_whole() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO patients_searchstate (is_whole)
  SELECT true WHERE coalesce(current_setting('app.reach', true), '') = 'system' ON CONFLICT DO NOTHING;
$$;
"""

UNDO = """
DROP FUNCTION patients_search_set_whole, patients_search_empty, patients_search_forget, patients_search_touch,
  patients_search_write, patients_search_drop_words, patients_search_is_whole, patients_search_words,
  patients_search_related, patients_search_people, patients_search_end;
DROP TABLE patients_searchstate, patients_searchvariant, patients_searchword, patients_searchkey,
  patients_searchperson;
"""


class Migration(migrations.Migration):
    dependencies = [("patients", "0004_bare_hash")]

    operations = [
        migrations.RunSQL(TABLES + READS + WRITES, UNDO),
    ]
