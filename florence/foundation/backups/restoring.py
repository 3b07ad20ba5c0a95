"""Bringing a dump back into an empty database, in one transaction: afterwards all of it is there, or nothing.

Within the same transaction rows are counted against the manifest, the data keys of those who were erased after the
backup are destroyed, and sessions and tokens are ended: at no moment does the database hold a person who was erased, or
let in somebody who was signed in when the backup was made.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql

from florence.foundation.backups import programs
from florence.foundation.backups.problems import BackupProblem

# A dump tells which rights were given, not which were taken away from what new tables get by default: with these
# defaults in place, history and logs would come back changeable. The dump gives the defaults back at its end.
_NO_DEFAULT_RIGHTS = """
DO $$ DECLARE role_name name; BEGIN
  FOR role_name IN
    SELECT DISTINCT pg_get_userbyid(given.grantee)
    FROM pg_default_acl d CROSS JOIN aclexplode(d.defaclacl) given
    WHERE d.defaclrole = current_user::regrole AND given.grantee NOT IN (0, d.defaclrole)
  LOOP
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM %I', role_name);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM %I', role_name);
  END LOOP;
END $$;
"""
# A dump leaves the search path empty and the row policies refused behind it.
_SEE_ALL = """
SET search_path = public;
SET row_security = on;
SELECT set_config('app.reach', 'system', true), set_config('app.level', '2', true);
"""
_ERASE = """
UPDATE foundation_datakey SET wrapped = NULL, destroyed_at = now()
  WHERE wrapped IS NOT NULL AND owner_id = ANY ({erased});
UPDATE security_subject SET erased_at = now() WHERE erased_at IS NULL AND id = ANY ({erased});
"""
# Whoever was signed in at the time of the backup may have been signed out or dismissed since.
_SIGN_OUT = """
DELETE FROM usersessions_usersession;
DELETE FROM django_session;
DELETE FROM oauth2_provider_refreshtoken;
DELETE FROM oauth2_provider_accesstoken;
DELETE FROM oauth2_provider_idtoken;
DELETE FROM oauth2_provider_grant;
DELETE FROM oauth2_provider_devicegrant;
DELETE FROM interchange_keptanswer WHERE expires_at < now();
"""
_COUNT = """
DO $$ BEGIN
  IF (SELECT count(*) FROM ONLY {table}) <> {rows} THEN
    RAISE EXCEPTION 'the table % has not the number of rows of the manifest', {name};
  END IF;
END $$;
"""


def refuse_filled(owner_url: str) -> None:
    """Raise BackupProblem when the database has tables: a backup is brought back into an empty one alone."""
    with psycopg.connect(owner_url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        ).fetchone()
    if row and row[0]:
        raise BackupProblem(
            f"The database has {row[0]} tables already, and a backup is brought back into an empty one only. "
            "Nothing was changed. Take a new FLORENCE_HOME, or make a new database with "
            "“florence prepare-database”."
        )


def load(dump: Path, owner_url: str, tables: Mapping[str, int], erased: Iterable[UUID]) -> None:
    """Bring the dump back as the owner; raises BackupProblem when anything fails, and then changed nothing."""
    with psycopg.connect(owner_url) as connection:
        binaries = programs.binaries_for(connection)
        last_words = _SEE_ALL + _checks(connection, tables) + _erasures(connection, list(erased)) + _SIGN_OUT
    reading = [binaries.program("pg_restore"), "--no-owner", "--no-comments", "--file=-", str(dump)]
    writing = [
        binaries.program("psql"),
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        f"--dbname={programs.without_password(owner_url)}",
        "--file=-",
    ]
    words = _NO_DEFAULT_RIGHTS.encode(), last_words.encode()
    _pipe(reading, writing, words, programs.environment_of(owner_url))


def _pipe(
    reading: list[str], writing: list[str], words: tuple[bytes, bytes], environ: dict[str, str]
) -> None:
    """Send what one program reads to the other, which commits only when the first came to its end."""
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(reading, stdout=subprocess.PIPE, stderr=said) as reader,
        subprocess.Popen(
            writing, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=environ
        ) as writer,
    ):
        _copy(reader, writer, *words)
        if reader.returncode != 0 or writer.returncode != 0:
            said.seek(0)
            told = programs.told(said.read().decode(errors="replace"))
            raise BackupProblem(f"The dump could not be brought back, and nothing was changed: {told}")


def _copy(
    reader: "subprocess.Popen[bytes]", writer: "subprocess.Popen[bytes]", first: bytes, last: bytes
) -> None:
    source, target = reader.stdout, writer.stdin
    if source is None or target is None:
        raise BackupProblem("The programs of PostgreSQL could not be joined. Try again.")
    try:
        target.write(first)
        shutil.copyfileobj(source, target)
        if reader.wait() == 0:
            target.write(last)
        else:
            writer.kill()  # the end of its input would be taken for the end of the dump
        target.close()
    except BrokenPipeError:
        reader.kill()
    reader.wait()
    writer.wait()


def _checks(connection: psycopg.Connection, tables: Mapping[str, int]) -> str:
    return "".join(
        sql.SQL(_COUNT)
        .format(table=sql.Identifier(table), rows=sql.Literal(rows), name=sql.Literal(table))
        .as_string(connection)
        for table, rows in tables.items()
    )


def _erasures(connection: psycopg.Connection, erased: list[UUID]) -> str:
    return sql.SQL(_ERASE).format(erased=sql.Literal(erased)).as_string(connection)
