"""Backups on a real PostgreSQL: what was saved comes back whole, and nothing else does."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from oauth2_provider.models import AccessToken
from pytest_django.plugin import DjangoDbBlocker

from florence.config.backup_folders import signer_of, unfinished
from florence.foundation import clock, keys
from florence.foundation.backups.manifest import canonical, measured
from florence.foundation.backups.problems import BackupProblem
from florence.foundation.postgresql.cluster import Cluster
from florence.interchange.models import KeptAnswer
from florence.patients import search_copy
from florence.patients.queries.search import find_patients
from florence.records.store import FACTS
from florence.security.actions.erasure import erase_subject
from florence.security.actors import Actor
from florence.security.models import AccessEvent, Subject
from florence.security.scope import scope
from florence.security.tests import cast
from tests.access import erasing
from tests.faults import installations
from tests.faults.installations import Installation


@dataclass(frozen=True)
class Saved:
    """An installation, its backup, and two patients of whom one was erased after the backup."""

    source: Installation
    folder: Path
    kept: UUID
    erased: UUID
    events: int
    officer: Actor


@pytest.fixture(scope="module")
def saved(
    template: Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Saved]:
    folder = tmp_path_factory.mktemp("backups") / "first"
    with installations.cloned(template, "saved") as source:
        with installations.in_use(source.urls, django_db_blocker):
            officer, kept, erased = erasing.officer(), erasing.patient().id, erasing.patient().id
            with scope(cast.SYSTEM, "look"):
                events = AccessEvent.objects.count()
            let_somebody_in()
            made = source.run("backup", "--to", folder)
            assert made.returncode == 0, made.stderr
            erase_subject(officer, subject_id=erased)
        yield Saved(source, folder, kept, erased, events, officer)


def let_somebody_in() -> None:
    """A session and a program's token, both of which last beyond the backup."""
    account, soon = cast.account("lotte"), clock.now() + timedelta(hours=10)
    Session.objects.create(session_key="of-lotte", session_data="", expire_date=soon)
    UserSession.objects.create(user=account, session_key="of-lotte", ip="127.0.0.1", user_agent="", data={})
    AccessToken.objects.create(token="of-a-program", expires=soon, scope="system/Patient.rs")
    with scope(cast.SYSTEM, "look"):
        for name, kept_for in (("ended", -timedelta(hours=1)), ("lasting", timedelta(hours=1))):
            KeptAnswer.objects.create(
                account=account,
                request=name.encode(),
                digest=b"",
                key_id=keys.house_cipher().key_id,
                answer=b"",
                expires_at=clock.now() + kept_for,
            )


@pytest.fixture
def target(template: Cluster, saved: Saved) -> Iterator[Installation]:
    """An empty database with the key file of the installation that was saved."""
    with installations.empty(template, "target") as made:
        yield made


def copy_of(saved: Saved, tmp_path: Path) -> Path:
    """A copy of the backup that a test may spoil."""
    return Path(shutil.copytree(saved.folder, tmp_path / "copy"))


def signed_anew(folder: Path, key_file: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest as somebody who holds the key file could."""
    path = folder / "manifest.json"
    kept = json.loads(path.read_text())
    change(kept["manifest"])
    kept["signature"]["value"] = signer_of(key_file).sign(canonical(kept["manifest"]))
    path.write_text(json.dumps(kept))


def refused(target: Installation, folder: Path) -> str:
    """What is told when a backup is refused, after which the database is as empty as before."""
    ended = target.run("restore", "--from", folder)
    assert ended.returncode == 1, ended.stdout
    assert target.tables() == 0
    assert ended.stderr.startswith("florence restore: ")
    return ended.stderr


def test_it_works(saved: Saved, target: Installation, django_db_blocker: DjangoDbBlocker) -> None:
    ended = target.run("restore", "--from", saved.folder)

    assert ended.returncode == 0, ended.stderr
    assert "are back" in ended.stdout
    with installations.in_use(target.urls, django_db_blocker), scope(cast.SYSTEM, "look"):
        opened = FACTS.open(FACTS.rows.get(subject_id=saved.kept))
        assert opened["code"]["text"] == erasing.CANARY
        assert AccessEvent.objects.count() >= saved.events


def test_who_was_signed_in_when_the_backup_was_made_is_not_let_in(
    saved: Saved, target: Installation, django_db_blocker: DjangoDbBlocker
) -> None:
    with installations.in_use(saved.source.urls, django_db_blocker):
        assert Session.objects.exists()
        assert AccessToken.objects.exists()
    ended = target.run("restore", "--from", saved.folder)

    assert "Everybody is signed out" in ended.stdout
    with installations.in_use(target.urls, django_db_blocker), scope(cast.SYSTEM, "look"):
        assert not Session.objects.exists()
        assert not UserSession.objects.exists()
        assert not AccessToken.objects.exists()
        assert [bytes(kept.request) for kept in KeptAnswer.objects.all()] == [b"lasting"]


def test_who_was_erased_after_the_backup_stays_erased(
    saved: Saved, target: Installation, django_db_blocker: DjangoDbBlocker
) -> None:
    target.run("restore", "--from", saved.folder)

    with installations.in_use(target.urls, django_db_blocker):
        with scope(cast.SYSTEM, "look"):
            assert Subject.objects.get(id=saved.erased).erased_at is not None
            with pytest.raises(keys.KeyDestroyed):
                FACTS.open(FACTS.rows.get(subject_id=saved.erased))
        assert not search_copy.is_whole()
        for _ in search_copy.rebuild():
            pass
        assert search_copy.is_whole()
        with scope(saved.officer, "look"):
            found = [each.subject_id for each in find_patients(saved.officer, erasing.CANARY)]
        assert found == [saved.kept]


RIGHTS = """
SELECT relname, (SELECT array_agg(a ORDER BY a::text)
       FROM unnest(coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))) a
       )::text,
       relrowsecurity::text, relforcerowsecurity::text, relpersistence::text
FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT oid::regprocedure::text, (SELECT array_agg(a ORDER BY a::text)
       FROM unnest(coalesce(proacl, acldefault('f', proowner))) a)::text,
       prosecdef::text, '', ''
FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies
UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text, '', '' FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT defaclobjtype::text, defaclacl::text, '', '', '' FROM pg_default_acl
ORDER BY 1, 2, 3
"""


def test_rights_policies_and_triggers_come_back_as_they_were(saved: Saved, target: Installation) -> None:
    target.run("restore", "--from", saved.folder)

    told = []
    for installation in (saved.source, target):
        with psycopg.connect(installation.urls.backup) as connection:
            told.append(set(connection.execute(RIGHTS).fetchall()))
    assert len(told[0]) > 500
    assert told[0] ^ told[1] == set()


def test_what_can_only_grow_can_only_grow_afterwards(saved: Saved, target: Installation) -> None:
    target.run("restore", "--from", saved.folder)

    for statement in ("DELETE FROM security_accessevent", "UPDATE records_resourcehistory SET version = 9"):
        with (
            psycopg.connect(target.urls.application) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement)


def test_the_manifest_tells_what_the_dump_holds(saved: Saved) -> None:
    manifest = json.loads((saved.folder / "manifest.json").read_text())["manifest"]

    assert manifest["tables"]["patients_patient"] == 2
    assert not [table for table in manifest["tables"] if table.startswith("patients_search")]
    assert manifest["files"].keys() >= {"florence.dump"}


def test_neither_key_file_nor_a_name_is_in_it(saved: Saved) -> None:
    masters = json.loads(saved.source.key_file.read_text())
    secrets = [*masters["epochs"].values(), masters["index"], masters["signing"], erasing.CANARY]

    for path in saved.folder.iterdir():
        content = path.read_bytes()
        assert not [secret for secret in secrets if secret.encode() in content], path
        assert path.stat().st_mode & 0o077 == 0


def test_the_folder_of_somebody_else_stays_and_ends_with_its_own_work_only(tmp_path: Path) -> None:
    theirs = tmp_path / "nightly.unfinished"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("mine")
    with unfinished(tmp_path / "nightly") as folder:
        (folder / "dump").write_text("whole")
    assert (theirs / "thesis.txt").read_text() == "mine"
    assert (tmp_path / "nightly" / "dump").read_text() == "whole"
    assert (tmp_path / "nightly").stat().st_mode & 0o777 == 0o700


def back_up_twice_at_once(target: Path) -> None:
    with unfinished(target) as late:
        (late / "dump").write_text("late")
        with unfinished(target) as first:
            (first / "dump").write_text("first")
        assert (late / "dump").exists()


def test_of_two_backups_into_one_folder_the_first_stays_whole(tmp_path: Path) -> None:
    with pytest.raises(BackupProblem, match="was filled"):
        back_up_twice_at_once(tmp_path / "nightly")
    assert (tmp_path / "nightly" / "dump").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["nightly"]


def test_a_folder_in_use_is_refused(saved: Saved, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    ended = saved.source.run("backup", "--to", tmp_path)

    assert ended.returncode == 1
    assert "is not empty" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_place_beside_the_key_file_is_refused(saved: Saved) -> None:
    inside = saved.source.key_file.parent / "backups" / "first"
    ended = saved.source.run("backup", "--to", inside)

    assert ended.returncode == 1
    assert "whoever has both can read everything" in ended.stderr
    assert not inside.parent.exists()


def test_a_role_that_sees_a_part_only_makes_no_backup(saved: Saved, tmp_path: Path) -> None:
    urls = replace(saved.source.urls, backup=saved.source.urls.application)
    ended = replace(saved.source, urls=urls).run("backup", "--to", tmp_path / "new")

    assert ended.returncode == 1
    assert "would leave records out" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_with_tables_is_refused(saved: Saved, template: Cluster) -> None:
    with installations.cloned(template, "filled") as filled:
        before = filled.tables()
        ended = filled.run("restore", "--from", saved.folder)

        assert ended.returncode == 1
        assert "into an empty one only" in ended.stderr
        assert filled.tables() == before


def test_what_is_no_backup_is_refused(target: Installation, tmp_path: Path) -> None:
    assert "it is no backup" in refused(target, tmp_path)


def test_a_spoilt_dump_is_refused(saved: Saved, target: Installation, tmp_path: Path) -> None:
    folder = copy_of(saved, tmp_path)
    content = bytearray((folder / "florence.dump").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "florence.dump").write_bytes(content)

    assert "is not the file that was written" in refused(target, folder)


def test_a_missing_dump_is_refused(saved: Saved, target: Installation, tmp_path: Path) -> None:
    folder = copy_of(saved, tmp_path)
    (folder / "florence.dump").unlink()

    assert "is missing" in refused(target, folder)


def test_a_changed_manifest_is_refused(saved: Saved, target: Installation, tmp_path: Path) -> None:
    folder = copy_of(saved, tmp_path)
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"patients_patient": 2', '"patients_patient": 1'))

    assert "was changed after it was signed" in refused(target, folder)


def test_a_backup_of_another_house_is_refused(saved: Saved, target: Installation, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    document = json.loads(target.key_file.read_text())
    document["signing"] = document["index"]
    other.write_text(json.dumps(document))

    assert "was not made with the key file" in refused(replace(target, key_file=other), saved.folder)


def test_a_backup_is_refused_without_a_key_file(saved: Saved, target: Installation, tmp_path: Path) -> None:
    nowhere = tmp_path / "none.json"

    assert "There is no key file" in refused(replace(target, key_file=nowhere), saved.folder)
    assert not nowhere.exists()


def test_a_backup_whose_epoch_has_ended_is_refused(
    saved: Saved, target: Installation, tmp_path: Path
) -> None:
    later = tmp_path / "later.json"
    document = json.loads(target.key_file.read_text())
    document["epochs"] = {"2099-01": document["index"]}
    later.write_text(json.dumps(document | {"current": "2099-01"}))

    assert "can't be opened by anybody" in refused(replace(target, key_file=later), saved.folder)


def test_a_backup_of_a_newer_florence_is_refused(saved: Saved, target: Installation, tmp_path: Path) -> None:
    folder = copy_of(saved, tmp_path)
    signed_anew(
        folder, target.key_file, lambda manifest: manifest["migrations"].append(["records", "9999_new"])
    )

    assert "made by a newer Florence" in refused(target, folder)


def test_a_dump_that_lacks_rows_is_undone(saved: Saved, target: Installation, tmp_path: Path) -> None:
    folder = copy_of(saved, tmp_path)
    signed_anew(folder, target.key_file, lambda manifest: manifest["tables"].update(patients_patient=3))

    assert "the table patients_patient has not the number of rows" in refused(target, folder)


def test_a_dump_that_ends_too_early_is_undone(saved: Saved, target: Installation, tmp_path: Path) -> None:
    folder = copy_of(saved, tmp_path)
    dump = folder / "florence.dump"
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    kept = asdict(measured(dump))
    signed_anew(
        folder,
        target.key_file,
        lambda manifest: manifest["files"].update({"florence.dump": kept}),
    )

    assert "nothing was changed" in refused(target, folder)
