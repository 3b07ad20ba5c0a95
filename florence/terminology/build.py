"""Builds the shipped lists: `python -m florence.terminology.build SOURCE`.

SOURCE holds `terminology/` (ICD-10-CM tabular list and code list, CDC vaccine table, codes in use, factors of
units) and `fhir/` (the R4 code systems of HL7).
"""

import csv
import gzip
import io
import json
import lzma
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from florence.terminology import systems

DATA = Path(__file__).parent / "data"
SHIPPED_HL7_SYSTEMS = (
    "allergyintolerance-clinical",
    "allergyintolerance-verification",
    "condition-category",
    "condition-clinical",
    "condition-ver-status",
    "goal-achievement",
    "observation-category",
    "organization-type",
    "v2-0074",
    "v2-0203",
    "v3-MaritalStatus",
    "v3-ObservationInterpretation",
)
# The code system of acts is large; the record needs the classes of encounters.
ENCOUNTER_CLASSES = ("AMB", "EMER", "FLD", "HH", "IMP", "ACUTE", "NONAC", "OBSENC", "PRENC", "SS", "VR")
CODE_LENGTH_BEFORE_SEVENTH = 6


def main(source: Path) -> None:
    """Read the folder and write the files in data/."""
    terminology = source / "terminology"
    _write_diagnoses(terminology)
    _write_json("vaccines", _vaccines(terminology))
    _write_json("displays", _displays(terminology, source / "fhir"))
    _write_json("analytes", _analytes(terminology))


def _write_json(name: str, document: Any) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=0, sort_keys=True)
    (DATA / f"{name}.json").write_text(text + "\n", "utf-8")


def _write_diagnoses(folder: Path) -> None:
    tabular = gzip.decompress(next(folder.glob("icd10cm-*-tabular.xml.gz")).read_bytes())
    listed = set(
        gzip.decompress(next(folder.glob("icd10cm-*-code-list.txt.gz")).read_bytes()).decode().split()
    )
    lines = [line for entry in _diagnoses(tabular) if (line := _diagnosis_line(entry, listed))]
    packed = lzma.compress("\n".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME)
    (DATA / "icd10cm.tsv.xz").write_bytes(packed)
    sys.stdout.write(f"{len(lines)} diagnoses, {len(packed)} bytes\n")


def _diagnoses(tabular: bytes) -> Iterator[tuple[str, str, dict[str, str], list[str]]]:
    # The builder names the file; nobody else can send one.
    root = ElementTree.fromstring(tabular)  # noqa: S314
    for diagnosis in root.findall("chapter/section/diag"):
        yield from _leaves(diagnosis, {})


def _leaves(
    node: ElementTree.Element, seventh: dict[str, str]
) -> Iterator[tuple[str, str, dict[str, str], list[str]]]:
    own = {e.get("char", ""): e.text or "" for e in node.findall("sevenChrDef/extension") if e.get("char")}
    children = node.findall("diag")
    for child in children:
        yield from _leaves(child, own or seventh)
    if not children:
        terms = [note.text or "" for note in node.findall("inclusionTerm/note")]
        yield node.findtext("name", ""), node.findtext("desc", ""), own or seventh, terms


def _diagnosis_line(entry: tuple[str, str, dict[str, str], list[str]], listed: set[str]) -> str | None:
    code, name, seventh, terms = entry
    bare = code.replace(".", "")
    padded = bare.ljust(CODE_LENGTH_BEFORE_SEVENTH, "X")
    valid = [f"{char}={words}" for char, words in seventh.items() if padded + char in listed]
    if not valid and bare not in listed:
        return None
    return "\t".join(_one_line(part) for part in (code, name, ";".join(valid), "|".join(terms)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _vaccines(folder: Path) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    table = gzip.decompress((folder / "cdc-vaccine-group-cvx.txt.gz").read_bytes()).decode("utf-8-sig")
    for line in table.splitlines():
        name, code, status, group, _ = (part.strip() for part in line.split("|"))
        row = found.setdefault(code, {"code": code, "name": name, "status": status, "groups": []})
        row["groups"].append(group)
    return list(found.values())


def _displays(folder: Path, fhir: Path) -> dict[str, dict[str, str]]:
    found = {system: _in_use(folder, system) for system in (systems.LOINC, systems.RXNORM)}
    found[systems.CVX] = {row["code"]: row["name"] for row in _vaccines(folder)}
    with zipfile.ZipFile(next(fhir.glob("*-terminology.zip"))) as archive:
        for name in SHIPPED_HL7_SYSTEMS:
            document = json.loads(archive.read(f"CodeSystem-{name}.json"))
            found[document["url"]] = dict(_concepts(document["concept"]))
        acts = dict(_concepts(json.loads(archive.read("CodeSystem-v3-ActCode.json"))["concept"]))
    found[systems.ACT_CODE] = {code: acts[code] for code in ENCOUNTER_CLASSES if code in acts}
    return found


def _in_use(folder: Path, system: str) -> dict[str, str]:
    rows = csv.DictReader(
        io.StringIO(gzip.decompress((folder / "synthea-codes-in-use.csv.gz").read_bytes()).decode())
    )
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        if row["system"] == system and row["display"]:
            counts.setdefault(row["code"], Counter())[_plain(row["display"])] += int(row["n"])
    return {code: _best(names) for code, names in counts.items()}


def _plain(display: str) -> str:
    return display.replace("\u200b", "").strip()


def _best(names: Counter[str]) -> str:
    """The official names of LOINC tell property and specimen; where records have one, it is preferred."""
    official = [name for name in names if "[" in name]
    return max(official or list(names), key=lambda name: names[name])


def _concepts(concepts: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for concept in concepts:
        yield concept["code"], concept.get("display", concept["code"])
        yield from _concepts(concept.get("concept", []))


def _analytes(folder: Path) -> dict[str, Any]:
    return dict(json.loads(gzip.decompress(next(folder.glob("labunits-*.json.gz")).read_bytes())))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where the source lists are: python -m florence.terminology.build SOURCE")
    main(Path(sys.argv[1]))
