"""The command that imports: what it tells, and what it refuses."""

import argparse
from pathlib import Path

import pytest

from florence.config.commands import import_records
from florence.security.actors import system_actor
from florence.security.models import Subject
from florence.security.scope import scope
from tests.fhir.files import PATIENT, WEIGHT, lines, put

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


def run(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    import_records.add_arguments(parser)
    return import_records.import_as_told(parser.parse_args([str(word) for word in words]))


def test_the_command_tells_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "Patient.ndjson", lines(PATIENT))
    put(tmp_path, "Observation.ndjson", lines(WEIGHT | {"status": "perhaps"}))
    status = run(tmp_path, "--source", "test")
    assert status == import_records.REFUSED
    told = capsys.readouterr()
    assert "Stored 1 resource in" in told.out
    assert "1 was refused" in told.out
    assert "100%" in told.err.splitlines()[-1]
    assert (tmp_path / "import-refused.ndjson").exists()


def test_the_command_names_what_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "gone") == 1
    assert "There is no file or folder" in capsys.readouterr().err


def test_the_command_tells_that_a_folder_holds_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, "notes.txt", b"nothing to import")
    assert run(tmp_path) == 1
    told = capsys.readouterr()
    assert f"No .json or .ndjson file in {tmp_path}." in told.err
    assert "Stored" not in told.out


def test_the_file_of_refusals_is_tried_before_anything_is_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = put(tmp_path, "Patient.ndjson", lines(PATIENT))
    refusals = tmp_path / "gone" / "refused.ndjson"
    assert run(bundle, "--refusals", refusals) == 1
    assert f"{refusals} cannot be written (no such file or directory)" in capsys.readouterr().err
    with scope(SYSTEM, "look"):
        assert not Subject.objects.exists()
