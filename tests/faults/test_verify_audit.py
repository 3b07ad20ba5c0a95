"""The log of access and the history against their checkpoints: whatever is changed afterwards is told."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from florence.config.command import main
from florence.foundation import master_keys
from florence.foundation.postgresql.cluster import Cluster
from florence.foundation.signatures import Signer
from florence.security.checkpoints import chain as chains
from florence.security.checkpoints import sealing
from florence.security.checkpoints.chain import ChainBroken, read_chain
from florence.security.checkpoints.verifying import verify
from florence.security.jobs import make_checkpoint
from tests.faults import installations, tamper_drill
from tests.faults.installations import Installation

AT_ONCE = timedelta(0)
NEW_EVENTS = tamper_drill.EVENTS.replace("-g / 1000.0", "0").replace("'done'", "'refused'") % 10


@dataclass(frozen=True)
class Log:
    """A database with rows in its log, the file of its checkpoints, and who signs them."""

    installation: Installation
    server_url: str
    path: Path
    signer: Signer

    def seal(self, patience_s: float = 10.0) -> chains.Checkpoint | None:
        """Make a checkpoint of all that is there."""
        return sealing.seal(self.server_url, self.path, self.signer, rests_for=AT_ONCE, patience_s=patience_s)

    def faults(self) -> list[str]:
        """What does not agree."""
        found = verify(self.installation.urls.backup, read_chain(self.path, self.signer))
        return [str(fault) for fault in found.faults]

    def execute(self, statement: str) -> None:
        """Do something with all rights."""
        with psycopg.connect(self.server_url) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(statement)


@pytest.fixture
def log(template: Cluster, django_db_setup: None, tmp_path: Path) -> Iterator[Log]:
    with installations.cloned(template, "log") as installation:
        url = template.server_url(str(psycopg.conninfo.conninfo_to_dict(installation.urls.owner)["dbname"]))
        tamper_drill.fill(url, 200)
        signer = Signer(master_keys.read_key_file(installation.key_file), chains.PURPOSE)
        yield Log(installation, url, tmp_path / "checkpoints.jsonl", signer)


def command(log: Log, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run `florence verify-audit` in this process, with the home in which the checkpoints are."""
    for name, value in log.installation.variables().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("FLORENCE_HOME", str(log.path.parent))
    return main(["verify-audit", *arguments])


def test_it_works(log: Log, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(log, monkeypatch) == 1
    assert "There are no checkpoints" in capsys.readouterr().err
    log.seal()
    assert command(log, monkeypatch) == 0
    assert "with 1 checkpoint: all agree" in capsys.readouterr().out
    log.execute(NEW_EVENTS)
    log.seal()

    assert command(log, monkeypatch) == 0
    told = capsys.readouterr().out
    assert "with 2 checkpoints: all agree" in told
    assert log.seal() is None  # nothing has come


def test_every_tamper_is_found(log: Log) -> None:
    log.seal()
    figures = tamper_drill.run(log.server_url, read_chain(log.path, log.signer), 72, seed=13)

    print(figures)
    assert figures.found == figures.tampers == 72, figures.missed
    assert figures.false_alarms == 0


def test_the_job_makes_one_and_tells_of_a_changed_file(
    log: Log, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.FLORENCE_HOME = log.path.parent
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, urls=log.installation.urls)
    make_checkpoint(timestamp=0)
    assert len(read_chain(log.path, log.signer).lines) == 1
    log.path.write_bytes(b"{}\n")
    make_checkpoint(timestamp=0)

    assert log.path.read_bytes() == b"{}\n"
    assert [record.name for record in caplog.records if record.levelname == "CRITICAL"] == ["florence.alerts"]


def test_a_removed_row_is_told_with_table_and_number(
    log: Log, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log.seal()
    log.execute("DELETE FROM security_accessevent WHERE id = (SELECT id FROM security_accessevent LIMIT 1)")

    assert command(log, monkeypatch) == 2
    told = capsys.readouterr().out
    assert "security_accessevent, checkpoint 1 of " in told
    assert ": 1 rows fewer than the 200 that were there" in told


def test_a_column_that_comes_later_breaks_no_sum(log: Log) -> None:
    log.seal()
    log.execute("ALTER TABLE security_accessevent ADD COLUMN later int DEFAULT 7")
    log.execute(NEW_EVENTS)
    log.seal()

    assert log.faults() == []
    log.execute("UPDATE security_accessevent SET later = 8")
    assert len(log.faults()) == 1


def test_a_destroyed_key_breaks_no_sum(log: Log) -> None:
    log.seal()
    log.execute("UPDATE foundation_datakey SET wrapped = NULL, destroyed_at = now()")

    assert log.faults() == []


def test_what_is_not_committed_yet_waits_for_the_next(log: Log) -> None:
    """A slow act whose rows have lower numbers than those of quicker ones is no false alarm later."""
    with psycopg.connect(log.server_url) as slow:
        slow.execute(tamper_drill.CHANGES, [3])
        log.execute(tamper_drill.CHANGES % 3)
        assert log.seal(patience_s=0.3) is None
        assert not log.path.exists()
    log.seal()
    assert log.faults() == []


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_checkpoint_taken_out_is_told(log: Log, line: int) -> None:
    three_checkpoints(log)
    lines = log.path.read_bytes().splitlines(keepends=True)
    before = lines[:]
    del lines[line]
    log.path.write_bytes(b"".join(lines))
    copy = log.path.with_name("copy")
    copy.write_bytes(b"".join(before))

    if line < 2:
        with pytest.raises(ChainBroken, match="does not follow"):
            read_chain(log.path, log.signer)
    else:  # the end cut off is told by a copy alone
        assert not read_chain(log.path, log.signer).continues(read_chain(copy, log.signer))


def test_a_cut_file_is_told_beside_a_copy(
    log: Log, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    three_checkpoints(log)
    copy = log.path.with_name("copy")
    copy.write_bytes(log.path.read_bytes())
    log.path.write_bytes(b"".join(log.path.read_bytes().splitlines(keepends=True)[:2]))

    assert command(log, monkeypatch, "--beside", str(copy)) == 2
    assert "are missing here, or are others" in capsys.readouterr().err


@pytest.mark.parametrize(
    "change", [(b'"rows":', b'"rows":1'), (b"security_accessevent", b"security_accessevenX")]
)
def test_a_changed_checkpoint_is_told(log: Log, change: tuple[bytes, bytes]) -> None:
    log.seal()
    log.path.write_bytes(log.path.read_bytes().replace(*change, 1))

    with pytest.raises(ChainBroken, match="signature of this house"):
        read_chain(log.path, log.signer)
    with pytest.raises(ChainBroken):
        log.seal()


def test_checkpoints_of_another_house_are_told(log: Log) -> None:
    masters = master_keys.read_key_file(log.installation.key_file)
    other = Signer(
        master_keys.MasterKeys(masters.epochs, masters.current_epoch, masters.index_key, os.urandom(32)),
        chains.PURPOSE,
    )
    sealing.seal(log.server_url, log.path, other, rests_for=AT_ONCE)

    with pytest.raises(ChainBroken, match="signature of this house"):
        read_chain(log.path, log.signer)


def test_an_older_backup_leaves_a_mark_instead_of_false_alarms(log: Log) -> None:
    log.seal()
    kept = read_chain(log.path, log.signer)
    log.execute(NEW_EVENTS)
    log.seal()
    log.execute("DELETE FROM security_accessevent WHERE outcome = 'refused'")
    assert len(log.faults()) == 1

    sealing.mark_restored(log.path, kept, log.signer)
    assert log.faults() == []
    log.execute(NEW_EVENTS)
    log.seal()
    assert log.faults() == []
    assert len(read_chain(log.path, log.signer).live()) == 2


def test_a_backup_with_other_checkpoints_is_refused(log: Log) -> None:
    log.seal()
    before = log.path.read_bytes()
    other = log.path.with_name("other.jsonl")
    log.execute(tamper_drill.CHANGES % 3)
    sealing.seal(log.server_url, other, log.signer, rests_for=AT_ONCE)

    with pytest.raises(ChainBroken, match="different stories"):
        sealing.mark_restored(log.path, read_chain(other, log.signer), log.signer)
    assert log.path.read_bytes() == before


def three_checkpoints(log: Log) -> None:
    """Three checkpoints, each of some rows."""
    for _ in range(3):
        log.execute(tamper_drill.CHANGES % 3)
        log.seal()
