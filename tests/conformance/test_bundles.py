"""Public collections of records, imported whole: counted, read back and imported again."""

import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from florence.config.fhir import KEEPERS
from florence.config.importing import import_files
from florence.fhir import parsing, references
from florence.foundation.postgresql.cluster import Urls
from florence.security.actors import system_actor
from florence.security.scope import scope
from tests.conformance.comparing import differing, local_names
from tests.conformance.shared_data import data


def sent_in_bundles(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob("*.json.gz")):
        for entry in parsing.parse(gzip.decompress(path.read_bytes()))["entry"]:
            yield entry["fullUrl"], entry["resource"]


def sent_in_lines(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob("*.ndjson.gz")):
        if not path.name.startswith("log."):
            for line in gzip.decompress(path.read_bytes()).splitlines():
                resource = parsing.parse(line)
                yield f"{resource['resourceType']}/{resource['id']}", resource


def whole(sent: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What is left when everything is taken away whose references lead to nothing, as in a collection cut short."""
    while broken := [key for key, resource in sent.items() if not _leads_somewhere(resource, sent)]:
        for key in broken:
            del sent[key]
    return sent


def _leads_somewhere(resource: dict[str, Any], sent: dict[str, Any]) -> bool:
    return all(
        reference in sent or "?" in reference or reference.startswith(("#", "http"))
        for reference in (node["reference"] for node in references.walk(resource))
    )


def by_identifier(sent: dict[str, dict[str, Any]], names: dict[str, str]) -> dict[str, str]:
    """The local names of conditional references such as Practitioner?identifier=system|value."""
    return {
        f"{resource['resourceType']}?identifier={each.get('system', '')}|{each.get('value', '')}": names[key]
        for key, resource in sent.items()
        if resource["resourceType"] in ("Organization", "Practitioner", "Location")
        for each in resource.get("identifier", ())
    }


def counts() -> Counter[str]:
    found: Counter[str] = Counter()
    with scope(system_actor("conformance"), "look"):
        for kind, keeper in KEEPERS.items():
            found[kind] = keeper.store.rows.filter(type=kind).count()
    return +found


@pytest.mark.parametrize(
    ("folder", "read"),
    [
        ("fhir/synthea-r4-bundles", sent_in_bundles),
        ("fhir/pysynthea-r4-bundles", sent_in_bundles),
        ("fhir/smart-bulk-10-patients", sent_in_lines),
        ("fhir/smart-bulk-1000-patients-admin", sent_in_lines),
    ],
)
def test_a_collection_is_stored_whole_and_reads_back(
    folder: str, read: Any, own_database: Urls, tmp_path: Path
) -> None:
    path = data(folder)
    refusals = tmp_path / "refused.ndjson"
    began = time.monotonic()
    report = import_files([path], source="conformance", refusals=refusals)
    seconds = time.monotonic() - began
    number = report.stored.total()
    print(f"{folder}: {number} resources in {seconds:.1f} s, {number / seconds:.0f}/s", file=sys.stderr)
    distinct = whole(dict(read(path)))
    names = local_names("conformance")
    assert set(names) == set(distinct), list(report.refusals[:5])
    expected = Counter(resource["resourceType"] for resource in distinct.values())
    assert counts() == expected
    # A few names came with more than one content; what is stored is one of these.
    names |= by_identifier(distinct, names)
    suspects = set(differing(distinct.items(), names))
    every = [(key, resource) for key, resource in read(path) if key in suspects]
    for number in range(len(every)):
        suspects &= set(differing(every[number : number + 1], names)) | (suspects - {every[number][0]})
    assert suspects == set()
    again = import_files([path], source="conformance")
    assert again.stored.total() == 0
    assert again.refused == report.refused
    assert counts() == expected


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
