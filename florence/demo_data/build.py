"""Builds the shipped lives: `python -m florence.demo_data.build SOURCE`.

SOURCE is a folder of Synthea R4 transaction bundles (`*.json.gz`), with the two bundles of hospitals and
practitioners. Claims and explanations of benefit are left out.
"""

import gzip
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import zstandard

from florence.demo_data.lives import DATE_KEYS, LIVES_PATH, LOCAL_MARK, SHARED_MARK
from florence.demo_data.tidying import Resource, tidy

LEFT_OUT = frozenset({"Claim", "ExplanationOfBenefit"})
SHARED = frozenset({"Organization", "Practitioner"})
COMPRESSION_LEVEL = 19
WINDOW_LOG = 25
# Synthea puts visits at the hour of birth; the commonest hour of a life becomes an hour of the working day.
FIRST_HOUR, LAST_HOUR = 8, 16
_DATE = re.compile(r"^\d{4}-\d\d-\d\d(T|$)")

Entries = list[tuple[str, Resource]]


def main(source: Path) -> None:
    """Read the folder, write the shipped file, print what is in it."""
    shared: dict[str, Resource] = {}
    lives = [_life(path, shared) for path in sorted(source.glob("*.json.gz")) if "_" in path.name]
    directory = {
        url: resource for path in sorted(source.glob("*Information*")) for url, resource in _read(path)
    }
    lines = [orjson.dumps({"shared": shared | directory}), *(orjson.dumps(life) for life in lives)]
    _write(b"\n".join(lines))
    counts = Counter(resource["resourceType"] for life in lives for resource in life["resources"])
    size = LIVES_PATH.stat().st_size
    sys.stdout.write(f"{len(lives)} lives, {len(shared | directory)} shared, {size} bytes: {dict(counts)}\n")


def _read(path: Path) -> Entries:
    bundle = orjson.loads(gzip.decompress(path.read_bytes()))
    entries = [(entry["fullUrl"], entry["resource"]) for entry in bundle["entry"]]
    tidied = [(url, tidy(resource)) for url, resource in entries if resource["resourceType"] not in LEFT_OUT]
    return [(url, resource) for url, resource in tidied if resource is not None]


def _life(path: Path, shared: dict[str, Resource]) -> dict[str, Any]:
    entries = _read(path)
    shared.update({url: resource for url, resource in entries if resource["resourceType"] in SHARED})
    own = [(url, resource) for url, resource in entries if resource["resourceType"] not in SHARED]
    names = {url: f"{LOCAL_MARK}{number}" for number, (url, _) in enumerate(own)}
    names |= {url: f"{SHARED_MARK}{url}" for url in shared}
    resources = [resource for _, resource in own]
    _rename(resources, names)
    return {"key": path.name.removesuffix(".json.gz")[-36:], "resources": resources} | _timing(resources)


def _rename(node: Any, names: dict[str, str]) -> None:
    if isinstance(node, list):
        for value in node:
            _rename(value, names)
    elif isinstance(node, dict):
        if isinstance(node.get("reference"), str):
            node["reference"] = names[node["reference"]]
        for value in node.values():
            _rename(value, names)


def _timing(resources: list[Resource]) -> dict[str, Any]:
    dates = sorted(_dates(resources))
    times = [date for date in dates if "T" in date]
    died = next(r.get("deceasedDateTime") for r in resources if r["resourceType"] == "Patient")
    return {"hours": _hours(times), "last": max(times), "died": died}


def _hours(times: list[str]) -> int:
    hours = Counter(datetime.fromisoformat(time).hour for time in times)
    commonest = hours.most_common(1)[0][0]
    wanted = FIRST_HOUR + commonest % (LAST_HOUR - FIRST_HOUR)
    shift = wanted - commonest
    # The first time of a life is the birth: it must stay on the day of birth.
    first = datetime.fromisoformat(min(times)).hour + shift
    return shift if 0 <= first < 24 else 0


def _dates(node: Any, key: str = "") -> Iterator[str]:
    if isinstance(node, list):
        for value in node:
            yield from _dates(value, key)
    elif isinstance(node, dict):
        for name, value in node.items():
            yield from _dates(value, name)
    elif isinstance(node, str) and _DATE.match(node):
        if key not in DATE_KEYS:
            raise ValueError(f"{key} holds a date but is not shifted: add it to DATE_KEYS.")
        yield node


def _write(data: bytes) -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        COMPRESSION_LEVEL, window_log=WINDOW_LOG, enable_ldm=True
    )
    LIVES_PATH.write_bytes(zstandard.ZstdCompressor(compression_params=parameters).compress(data))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where the Synthea bundles are: python -m florence.demo_data.build SOURCE")
    main(Path(sys.argv[1]))
