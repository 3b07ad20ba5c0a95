"""Public collections of records, imported whole: counted, read back and imported again."""

import gzip
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import orjson
import pytest

from florence.config.fhir import KEEPERS
from florence.config.importing import import_files
from florence.foundation.postgresql.cluster import Urls
from florence.interchange.importing.report import ImportReport
from florence.security.actors import system_actor
from florence.security.scope import scope
from tests.conformance import collections_of_records
from tests.conformance.collections_of_records import Sent, bundles, dangling, first_contents, lines
from tests.conformance.comparing import differing, local_names
from tests.conformance.figures import tell
from tests.conformance.shared_data import data

Read = Callable[[Path], Iterator[Sent]]


def counts() -> Counter[str]:
    """How many resources of each type there are, and how many versions of all."""
    found: Counter[str] = Counter()
    with scope(system_actor("conformance"), "look"):
        for kind, keeper in KEEPERS.items():
            found[kind] = keeper.store.rows.filter(type=kind).count()
            found["versions"] += keeper.store.history_model._default_manager.filter(type=kind).count()
    return +found


def kinds_of(kept: Mapping[str, Sent]) -> Counter[str]:
    return Counter(each.resource["resourceType"] for each in kept.values())


def places_told(refusals: Path) -> set[tuple[str, int]]:
    """The files and places in the report of what was refused; each tells a path and a reason."""
    if not refusals.exists():
        return set()
    told = [orjson.loads(line) for line in refusals.read_bytes().splitlines()]
    assert all(each["path"].endswith(".reference") and each["reason"] for each in told)
    return {(Path(each["file"]).name, each["place"]) for each in told}


@pytest.mark.parametrize(
    ("folder", "read"),
    [
        ("fhir/synthea-r4-bundles", bundles),
        ("fhir/pysynthea-r4-bundles", bundles),
        ("fhir/smart-bulk-10-patients", lines),
        ("fhir/smart-bulk-1000-patients-admin", lines),
    ],
)
def test_a_collection_is_stored_whole_and_reads_back(
    folder: str, read: Read, own_database: Urls, tmp_path: Path
) -> None:
    path, refusals = data(folder), tmp_path / "refused.ndjson"
    every = list(read(path))
    found = first_contents(every)
    lost = dangling(found)
    kept = {key: each for key, each in found.items() if key not in lost}
    began = time.monotonic()
    report = import_files([path], source="conformance", refusals=refusals)
    _tell(folder, report, time.monotonic() - began, len(every))
    # What leads nowhere is refused into the report with its place, exactly that, and everything else is stored.
    assert report.refused == len(lost), report.refusals[:5]
    assert places_told(refusals) == {(found[key].file, found[key].place) for key in lost}
    assert report.differing.total() == collections_of_records.differing(every, found)
    names = local_names("conformance")
    assert set(names) == set(kept)
    expected = kinds_of(kept)
    assert report.stored == expected
    assert counts() == expected + Counter(versions=len(kept))
    names |= collections_of_records.by_identifier(kept, names)
    assert differing(((key, each.resource) for key, each in kept.items()), names) == []
    _import_again(path, report)
    assert counts() == expected + Counter(versions=len(kept))


def _tell(folder: str, report: ImportReport, seconds: float, sent: int) -> None:
    number = report.stored.total()
    tell(
        f"{folder}: {sent:,} sent, {number:,} stored in {seconds:.1f} s ({number / seconds:,.0f}/s),"
        f" {report.differing.total():,} came again with another content, {report.refused:,} refused"
    )


def _import_again(path: Path, first: ImportReport) -> None:
    again = import_files([path], source="conformance")
    assert again.stored.total() == 0
    assert again.refused == first.refused


@pytest.fixture(scope="module")
def excerpt() -> dict[str, Sent]:
    return first_contents(list(lines(data("fhir/smart-bulk-1000-patients-admin"))))


def test_the_excerpt_of_a_thousand_patients_was_cut_at_its_encounters(excerpt: dict[str, Sent]) -> None:
    """All of its vaccinations, and nothing else, name encounters that are not in it: these are what is refused."""
    lost = dangling(excerpt)
    assert {key.partition("/")[0] for key in lost} == {"Immunization"}
    assert len(lost) == sum(key.startswith("Immunization/") for key in excerpt) == 1818
    assert {reference.partition("/")[0] for reference in lost.values()} == {"Encounter"}


def test_the_index_agrees() -> None:
    """The data are what their index says, Organizations and Practitioners counted with their repeats."""
    path = data("fhir/synthea-r4-bundles")
    totals = json.loads((path / "INDEX.json").read_text())["totals"]
    found: Counter[str] = Counter()
    for file in path.glob("*.json.gz"):
        if not file.name.startswith(("hospital", "practitioner")):
            entries = orjson.loads(gzip.decompress(file.read_bytes()))["entry"]
            found.update(entry["resource"]["resourceType"] for entry in entries)
    assert dict(found) == totals
