"""A13-07: whoever steals disk, dump, backup or logs, but not the key file, reads no word about a patient."""

import secrets
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from pytest_django.plugin import DjangoDbBlocker

from florence.foundation import clock, master_keys
from florence.foundation.backups.programs import binaries_for
from florence.foundation.master_keys import MasterKeys
from florence.foundation.postgresql.cluster import Cluster
from florence.foundation.postgresql.places import read_record
from florence.security.models import Account, Relation, Role
from florence.security.tests import cast
from florence.security.tests.browsing import signed_in
from tests.faults import installations
from tests.faults.canaries import typing
from tests.faults.canaries.browser import Browser
from tests.faults.canaries.typing import Typist
from tests.faults.canaries.words import Canaries, union
from tests.faults.folders import reachable_folder
from tests.faults.installations import Installation
from tests.flows.server import serving

WrappedKey = tuple[UUID, str, bytes]
FEWEST = 500
PATIENTS = 13
CONTROL = "zqcontrolhenwx"
REPLICATION = "local replication florence_server peer map=florence\n"
SEARCH_COPY = """
SELECT pg_relation_filepath(c.oid) FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
WHERE c.relpersistence = 'u' AND c.relkind IN ('r', 'i', 't')
"""


@dataclass(frozen=True)
class Loot:
    """All that can be stolen, with the canaries that were typed."""

    canaries: Canaries
    typist: Typist
    opened: set[str]
    folder: Path
    data: Path
    search_files: frozenset[str]
    wrapped_keys: list[WrappedKey]
    key_file: Path

    def of_patients(self, found: set[str]) -> dict[str, str]:
        """The canaries about patients, and those typed at the door, with the field that each was typed into."""
        typed = self.canaries.typed_into
        return {word: typed[word] for word in found if typed[word].startswith(("patient", "door"))}


@pytest.fixture(scope="module")
def loot(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loot]:
    folder = reachable_folder()
    cluster = Cluster(folder / "home")
    key_file = installations.key_file_of_the_tests()
    try:
        with cluster.running() as urls:
            source = Installation(urls, key_file)
            made = source.run("migrate")
            assert made.returncode == 0, made.stderr
            (folder / "web").mkdir()
            with installations.in_use(urls, django_db_blocker), serving(urls, folder / "web") as server:
                canaries, typist, opened = _a_day(server.port)
            search_files = _take(cluster, source, folder, canaries)
            with psycopg.connect(urls.backup) as reader:
                wrapped = reader.execute("SELECT id, epoch, wrapped FROM foundation_datakey").fetchall()
        record = read_record(cluster.home)
        assert record is not None
        yield Loot(canaries, typist, opened, folder, Path(record["data"]), search_files, wrapped, key_file)
    except AssertionError as failed:
        failed.add_note((folder / "web" / "web.log").read_text(errors="replace")[-3000:])
        raise
    finally:
        cluster.erase()
        shutil.rmtree(folder)


def _account(code: str, name: str) -> Account:
    Role.objects.filter(code=code).update(needs_second_factor=False)
    return cast.account(name, Role.objects.get(code=code))


def _a_day(port: int) -> tuple[Canaries, Typist, set[str]]:
    """Everybody types; afterwards they read what they typed."""
    accounts = {code: _account(code, code) for code in ("reception", "doctor", "privacy", "admin")}
    browsers = {code: Browser(port, signed_in(account).cookies) for code, account in accounts.items()}
    typist = Typist(Canaries())
    patients = [typing.register(typist, browsers["reception"], number) for number in range(PATIENTS)]
    for patient in patients[:-1]:
        cast.relate(accounts["doctor"].id, patient)
        typing.chart(typist, browsers["doctor"], patient)
        typing.drafts(typist, browsers["doctor"], patient)
        typing.identity(typist, browsers["reception"], patient)
        typing.search(typist, browsers["doctor"])
    typist.fill(
        browsers["doctor"],
        f"/patients/{patients[-1]}/emergency-access/",
        "patient, emergency",
        {"reason": "emergency"},
    )
    own = _account("patient", "own")
    Account.objects.filter(id=own.id).update(is_patient=True)
    cast.relate(own.id, patients[0], Relation.Source.OWN_RECORD)
    own_browser = Browser(port, signed_in(own).cookies)
    typing.privacy(typist, own_browser, browsers["privacy"], clock.today("UTC").isoformat())
    for number in range(4):
        typing.house(typist, browsers["admin"], number)
    typing.sign_in_wrongly(typist, port, 4)
    pages = [f"/patients/{patient}/{tab}" for patient in patients[:-1] for tab in TABS]
    return typist.canaries, typist, typing.read_back(browsers["doctor"], pages, typist.canaries)


TABS = ("", "problems/", "history/", "vitals/", "allergies/", "identity/", "?panel=problem", "?panel=history")


def _take(cluster: Cluster, source: Installation, folder: Path, canaries: Canaries) -> frozenset[str]:
    """Dump, base backup, backup and write-ahead log; gives the files of the search copy in the data folder."""
    canaries.typed_into[CONTROL] = "control"
    with psycopg.connect(cluster.server_url("florence"), autocommit=True) as connection:
        connection.execute("CREATE TABLE control AS SELECT %s AS word", [CONTROL])
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
        files = connection.execute(SEARCH_COPY).fetchall()
        record = read_record(cluster.home)
        assert record is not None
        data = Path(record["data"])
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write(REPLICATION)
        connection.execute("SELECT pg_reload_conf()")
        binaries = binaries_for(connection)
        made = source.run("backup", "--to", folder / "backup")
        assert made.returncode == 0, made.stderr
        _run(
            binaries.program("pg_restore"), "--file", folder / "dump.sql", folder / "backup" / "florence.dump"
        )
        _run(
            binaries.program("pg_basebackup"),
            "-h",
            record["sockets"],
            "-U",
            "florence_server",
            "-D",
            folder / "base",
        )
        connection.execute("SELECT pg_switch_wal()")
        shutil.copytree(data / "pg_wal", folder / "wal")
        shutil.copytree(data / "log", folder / "log")
        connection.execute("DROP TABLE control")
    return frozenset(str(path) for (path,) in files)


def _run(*command: Any) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True)


def test_it_works(loot: Loot) -> None:
    """Enough was typed and kept; and the search finds a word that does stand readably in each place."""
    typed = [
        word for word, where in loot.canaries.typed_into.items() if where.startswith(("patient", "door"))
    ]
    print(f"\n{len(typed)} canaries typed about patients, into {dict(loot.typist.accepted)}")
    print(f"came back: {dict(loot.typist.came_back)}; {len(loot.opened)} of them were read back on pages")
    assert len(typed) >= FEWEST
    for name in ("base", "wal"):
        assert CONTROL in union(loot.canaries.found_under(loot.folder / name).values()), name
    assert CONTROL in loot.canaries.found_in_file(loot.folder / "dump.sql")
    assert all(any((loot.folder / name).rglob("*.log")) for name in ("log", "web"))


@pytest.mark.parametrize("what", ["dump.sql", "backup", "base", "wal", "log", "web"])
def test_a13_07_no_word_about_a_patient_is_readable_in(loot: Loot, what: str) -> None:
    place = loot.folder / what
    found = loot.canaries.found_under(place) if place.is_dir() else {what: loot.canaries.found_in_file(place)}
    told = {name: loot.of_patients(words) for name, words in found.items() if loot.of_patients(words)}
    print(f"{what}: {sum(map(len, told.values()))} canaries about patients")
    assert told == {}


def test_a13_07_a_stopped_disk_has_names_in_the_files_of_the_search_copy_alone(loot: Loot) -> None:
    """What docs/operating/readable.md says of it: the search copy, and nothing else."""
    found = loot.canaries.found_under(loot.data)
    told = {name: loot.of_patients(words) for name, words in found.items() if loot.of_patients(words)}
    print(
        f"stopped disk: {len(union(map(set, told.values())))} canaries in {len(told)} files of the search copy"
    )
    assert {name for name in told if name.partition(".")[0] not in loot.search_files} == set()
    kinds = {typed for words in told.values() for typed in words.values()}
    assert "patient, registration: family" in kinds
    assert not [
        kind
        for kind in kinds
        if not kind.startswith(
            ("patient, registration", "patient, na", "patient, nu", "patient, contact: phone")
        )
    ]


def test_a13_07_a_dump_tells_of_accounts_and_the_house_what_is_written_down(loot: Loot) -> None:
    found = loot.canaries.found_in_file(loot.folder / "dump.sql")
    kinds = Counter(loot.canaries.typed_into[word] for word in found)
    print(f"dump, not about patients: {dict(kinds)}")
    assert {kind for kind in kinds if not kind.startswith(("account: ", "house, ", "control"))} == set()
    assert kinds["account: email"] == loot.typist.accepted["account"]


def test_a13_07_the_key_file_alone_tells_nothing(loot: Loot) -> None:
    assert loot.canaries.found_in_file(loot.key_file) == set()


def test_a13_07_the_database_opens_with_no_other_key_file(loot: Loot) -> None:
    """Every data key is wrapped; another house's master keys open none of them, the right ones open all."""
    assert len(loot.wrapped_keys) > PATIENTS
    own = master_keys.read_key_file(loot.key_file)
    other = replace(own, epochs={name: secrets.token_bytes(32) for name in own.epochs})
    assert sum(_opens(other, key) for key in loot.wrapped_keys) == 0
    assert sum(_opens(own, key) for key in loot.wrapped_keys) == len(loot.wrapped_keys)


def _opens(masters: MasterKeys, key: WrappedKey) -> bool:
    name, epoch, wrapped = key
    try:
        return len(masters.unwrap(epoch, wrapped, name.bytes)) == 32
    except InvalidTag:
        return False
