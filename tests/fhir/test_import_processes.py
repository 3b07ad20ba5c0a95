"""An import shared by several processes."""

import os
import time
from pathlib import Path

import orjson
import pytest

from florence.foundation.postgresql.cluster import Urls
from florence.interchange.importing.parts import Part
from florence.interchange.importing.processes import ProcessDied, in_processes
from florence.interchange.importing.report import ImportReport
from florence.interchange.importing.run import Step
from florence.interchange.importing.storing import PartResult
from florence.security.scope import scope
from tests.fhir.files import put
from tests.fhir.lives import small_bundle
from tests.fhir.test_import import SYSTEM, imported, local_names


def test_several_processes_store_the_same(own_database: Urls, tmp_path: Path) -> None:
    bundles = [small_bundle(place) for place in range(3)]
    for number, bundle in enumerate(bundles):
        put(tmp_path, f"{number}.json", orjson.dumps(bundle))
    steps: list[Step] = []
    report = imported(tmp_path, processes=2, progress=steps.append)
    distinct = {entry["fullUrl"] for bundle in bundles for entry in bundle["entry"]}
    assert report.stored.total() == len(distinct)
    assert steps[-1].read_bytes == steps[-1].all_bytes
    with scope(SYSTEM, "look"):
        assert set(local_names()) == distinct


def test_a_process_that_dies_ends_the_import_with_a_sentence(own_database: Urls) -> None:
    def die(_part: Part) -> PartResult:
        os._exit(1)

    with pytest.raises(ProcessDied):
        list(in_processes(die, [Part(b"{}", (("x", 0),), is_lines=False)], 1))


def test_four_processes_end_as_soon_as_their_work_is_done(own_database: Urls) -> None:
    def nothing(_part: Part) -> PartResult:
        return PartResult(ImportReport())

    parts = [Part(b"{}", (("x", number),), is_lines=False) for number in range(4)]
    results = in_processes(nothing, parts, 4)
    for _ in parts:
        next(results)
    began = time.monotonic()
    assert list(results) == []
    assert time.monotonic() - began < 2
