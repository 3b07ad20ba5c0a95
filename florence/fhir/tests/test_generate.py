"""The generator: from definition files to the tables, on a small made-up type."""

import lzma
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pytest

from florence.fhir.definitions import generate, tables
from florence.fhir.definitions.generating.valuesets import NotListable, ValueSets

TEXT = "http://hl7.org/fhirpath/System.String"


def element(path: str, *types: str, least: int = 0, most: str = "1", **more: Any) -> dict[str, Any]:
    return {"path": path, "min": least, "max": most, "type": [{"code": each} for each in types], **more}


BED: dict[str, Any] = {
    "resourceType": "StructureDefinition",
    "id": "Bed",
    "type": "Bed",
    "kind": "resource",
    "abstract": False,
    "snapshot": {
        "element": [
            element("Bed"),
            element("Bed.id", TEXT),
            element(
                "Bed.state",
                "code",
                least=1,
                binding={"strength": "required", "valueSet": "http://x/states|1"},
            ),
            element("Bed.kind", "code", binding={"strength": "required", "valueSet": "http://x/open"}),
            element("Bed.free[x]", "dateTime", "Period"),
            element("Bed.gone", "string", most="0"),
            element("Bed.part", "BackboneElement", most="*"),
            element("Bed.part.id", TEXT),
            element(
                "Bed.part.ward",
                "Reference",
                type=[
                    {
                        "code": "Reference",
                        "targetProfile": ["http://hl7.org/fhir/StructureDefinition/Location"],
                    }
                ],
            ),
            {"path": "Bed.again", "min": 0, "max": "*", "contentReference": "#Bed.part"},
        ]
    },
}
PROFILE = {**BED, "id": "special-bed", "derivation": "constraint"}


def parameter(code: str, kind: str, expression: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "SearchParameter",
        "id": f"Bed-{code}",
        "code": code,
        "type": kind,
        "expression": expression,
        **more,
    }


SEARCHES = [
    parameter("state", "token", "Bed.state | Chair.state"),
    parameter("free", "date", "Bed.free"),
    parameter("until", "date", "(Bed.free as Period)"),
    parameter(
        "ward", "reference", "Bed.part.ward.where(resolve() is Location)", target=["Location", "Group"]
    ),
    parameter("both", "composite", "Bed"),
    parameter("odd", "token", "Bed.extension('http://x')"),
]
STATES = {
    "resourceType": "CodeSystem",
    "url": "http://x/state",
    "content": "complete",
    "concept": [{"code": "used", "concept": [{"code": "clean"}, {"code": "dirty"}]}, {"code": "closed"}],
}


def value_set(
    name: str, *include: dict[str, Any], exclude: tuple[dict[str, Any], ...] = ()
) -> dict[str, Any]:
    return {
        "resourceType": "ValueSet",
        "url": f"http://x/{name}",
        "compose": {"include": list(include), "exclude": list(exclude)},
    }


VALUE_SETS = [
    STATES,
    value_set("states", {"system": "http://x/state"}),
    value_set("open", {"system": "http://x/elsewhere"}),
    value_set("used", {"system": "http://x/state", "filter": [{"op": "is-a", "value": "used"}]}),
    value_set("below", {"system": "http://x/state", "filter": [{"op": "descendent-of", "value": "used"}]}),
    value_set("odd", {"system": "http://x/state", "filter": [{"op": "regex", "value": ".*"}]}),
    value_set(
        "listed", {"system": "http://x/other", "concept": [{"code": "a"}]}, {"valueSet": ["http://x/below"]}
    ),
    value_set(
        "less",
        {"system": "http://x/state"},
        exclude=({"system": "http://x/state", "concept": [{"code": "closed"}]},),
    ),
]


def write_zip(path: Path, documents: list[dict[str, Any]]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("package.json", "{}")
        for number, document in enumerate(documents):
            archive.writestr(f"{number}.json", orjson.dumps(document))
    return path


def read(path: Path) -> Any:
    return orjson.loads(lzma.decompress(path.read_bytes()))


def test_it_works(tmp_path: Path) -> None:
    definitions = write_zip(tmp_path / "d.zip", [BED, PROFILE, *SEARCHES])
    terminology = write_zip(tmp_path / "t.zip", VALUE_SETS)
    sizes = generate.generate(definitions, terminology, tmp_path / "out")
    assert sizes.keys() == {"shapes", "codes", "parameters"}
    shapes = read(tmp_path / "out" / "shapes.json.xz")
    assert shapes["resources"] == ["Bed"]
    assert shapes["shapes"]["Bed"] == [
        ["id", ["id"], 0, 0],
        ["state", ["code"], 1, 0, {"codes": "http://x/states"}],
        ["kind", ["code"], 0, 0, {"codes": "http://x/open"}],
        ["free[x]", ["dateTime", "Period"], 0, 0],
        ["part", ["Bed.part"], 0, 1],
        ["again", ["Bed.part"], 0, 1],
    ]
    assert shapes["shapes"]["Bed.part"][1] == ["ward", ["Reference"], 0, 0, {"targets": ["Location"]}]
    assert read(tmp_path / "out" / "codes.json.xz") == {
        "http://x/states": {"http://x/state": ["clean", "closed", "dirty", "used"]}
    }
    found = read(tmp_path / "out" / "parameters.json.xz")["Bed"]
    assert found.keys() == {"state", "free", "until", "ward"}
    assert found["free"]["paths"] == [["freeDateTime", "dateTime"], ["freePeriod", "Period"]]
    assert found["ward"] == {
        "kind": "reference",
        "paths": [["part.ward", "Reference"]],
        "targets": ["Location"],
    }


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("used", {"http://x/state": ["clean", "dirty", "used"]}),
        ("below", {"http://x/state": ["clean", "dirty"]}),
        ("listed", {"http://x/other": ["a"], "http://x/state": ["clean", "dirty"]}),
        ("less", {"http://x/state": ["clean", "dirty", "used"]}),
    ],
)
def test_value_sets_are_written_out(name: str, codes: dict[str, list[str]]) -> None:
    assert ValueSets(VALUE_SETS).codes(f"http://x/{name}") == codes


@pytest.mark.parametrize("name", ["open", "odd", "unknown"])
def test_what_cannot_be_listed_is_said(name: str) -> None:
    with pytest.raises(NotListable):
        ValueSets(VALUE_SETS).codes(f"http://x/{name}")


def test_the_shipped_tables_are_whole() -> None:
    assert len(tables.resource_types()) == 146
    assert tables.codes("http://hl7.org/fhir/ValueSet/observation-status") != {}
    assert tables.codes("http://hl7.org/fhir/ValueSet/currencies") == {}
    assert tables.elements("string") == ()
    assert tables.parameters("Patient")["_tag"].kind == "token"
