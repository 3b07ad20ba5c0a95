"""Writes the data files of this package from the official zips.

python -m florence.fhir.definitions.generate DEFINITIONS_ZIP TERMINOLOGY_ZIP
"""

import lzma
import sys
import zipfile
from pathlib import Path
from typing import Any

import orjson

from florence.fhir.definitions.generating import parameters, structures, valuesets

DATA = Path(__file__).parent / "data"


def generate(definitions_zip: Path, terminology_zip: Path, target: Path = DATA) -> dict[str, int]:
    """Write shapes, codes and parameters into target; return the size of each file in bytes."""
    definitions = read_zip(definitions_zip)
    shapes = structures.shapes_from(definitions)
    searches = [each for each in definitions if each["resourceType"] == "SearchParameter"]
    documents = {
        "shapes": shapes,
        "codes": _codes(shapes["shapes"], valuesets.ValueSets(read_zip(terminology_zip))),
        "parameters": parameters.parameters_from(searches, shapes["shapes"]),
    }
    return {name: _write(target / f"{name}.json.xz", document) for name, document in documents.items()}


def read_zip(path: Path) -> list[dict[str, Any]]:
    """Return every JSON resource of a zip, in the order of its names."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".json"))
        documents = [orjson.loads(archive.read(name)) for name in names]
    return [document for document in documents if "resourceType" in document]


def _codes(shapes: structures.Shapes, value_sets: valuesets.ValueSets) -> dict[str, Any]:
    wanted = {
        element[4]["codes"]
        for elements in shapes.values()
        for element in elements
        if "codes" in (element[4:] or [{}])[0]
    }
    found = {}
    for url in sorted(wanted):
        try:
            found[url] = value_sets.codes(url)
        except valuesets.NotListable as reason:
            sys.stderr.write(f"left open: {url} ({reason})\n")
    return found


def _write(path: Path, document: dict[str, Any]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lzma.compress(orjson.dumps(document), preset=9 | lzma.PRESET_EXTREME))
    return path.stat().st_size


if __name__ == "__main__":
    sys.stdout.write(f"{generate(Path(sys.argv[1]), Path(sys.argv[2]))}\n")
