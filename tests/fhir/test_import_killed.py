"""An import that is killed leaves nothing half stored, and goes on where it was."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson

from florence.config.fhir import KEEPERS
from florence.config.importing import import_files
from florence.foundation.postgresql.cluster import Urls
from florence.interchange.models import ImportedPart
from florence.security.actors import system_actor
from florence.security.scope import scope
from tests.fhir.lives import small_bundle

COPIES = 40
LONGEST_WAIT_S = 120


def bundle_files(folder: Path) -> dict[str, set[str]]:
    """Many bundles of small lives, each with names of its own; gives the names in each."""
    found = {}
    for number in range(COPIES):
        bundle = small_bundle(number % 3)
        text = orjson.dumps(bundle).replace(b"urn:uuid:", f"urn:uuid:{number:04}-".encode())
        (folder / f"{number:03}.json").write_bytes(text)
        entries = orjson.loads(text)["entry"]
        found[f"{number:03}.json"] = {entry["fullUrl"] for entry in entries}
    return found


def stored_names() -> set[str]:
    found: set[str] = set()
    with scope(system_actor("test"), "look"):
        for store in {id(keeper.store): keeper.store for keeper in KEEPERS.values()}.values():
            found |= set(store.rows.filter(source="test").values_list("source_key", flat=True))
    return found


def start(folder: Path, urls: Urls) -> "subprocess.Popen[bytes]":
    environment = os.environ | {
        "FLORENCE_DATABASE_URL": urls.application,
        "FLORENCE_OWNER_URL": urls.owner,
        "FLORENCE_BACKUP_URL": urls.backup,
    }
    command = [sys.executable, "-m", "florence.config.command", "import", str(folder), "--source", "test"]
    refusals = ["--refusals", str(folder / "refused.txt"), "--processes", "2"]
    return subprocess.Popen(
        [*command, *refusals], env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )


def wait_for_some_parts() -> int:
    ends = time.monotonic() + LONGEST_WAIT_S
    while time.monotonic() < ends:
        with scope(system_actor("test"), "look"):
            done = ImportedPart.objects.count()
        if done >= 3:
            return done
        time.sleep(0.05)
    raise AssertionError("The import stored nothing.")


def test_a_killed_import_is_whole_and_goes_on(own_database: Urls, tmp_path: Path) -> None:
    names = bundle_files(tmp_path)
    importing = start(tmp_path, own_database)
    wait_for_some_parts()
    os.kill(importing.pid, signal.SIGKILL)
    importing.wait()
    _wait_until_children_are_gone(importing.pid)
    stored = stored_names()
    house = {name for name in stored if _is_of_house(name, names)}
    for file, expected in names.items():
        own = expected - house
        assert own <= stored or not own & stored, f"{file} is half there"
    assert stored != set().union(*names.values())
    report = import_files([tmp_path], source="test", processes=1)
    assert report.refused == 0
    assert report.skipped >= 3
    assert stored_names() == set().union(*names.values())


def _is_of_house(name: str, names: dict[str, set[str]]) -> bool:
    """Organisations and staff are stored ahead of the records that need them."""
    with scope(system_actor("test"), "look"):
        return any(
            keeper.store.rows.filter(source="test", source_key=name).exists()
            for kind, keeper in KEEPERS.items()
            if kind in ("Organization", "Location", "Practitioner", "PractitionerRole")
        )


def _wait_until_children_are_gone(session: int) -> None:
    ends = time.monotonic() + LONGEST_WAIT_S
    while time.monotonic() < ends:
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("A process of the killed import lives on.")
