"""The build of the shipped lists, on small sources written here."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from florence.terminology import build
from florence.terminology.shipped import shipped_json, shipped_lines

TABULAR = """<ICD10CM.tabular><chapter><section><diag><name>S72</name><desc>Fracture of femur</desc>
<sevenChrDef><extension char="A">initial encounter</extension><extension char="D">subsequent
 encounter</extension><extension/></sevenChrDef>
<diag><name>S72.1</name><desc>Fracture of shaft</desc>
<inclusionTerm><note>Broken thigh</note></inclusionTerm></diag>
</diag><diag><name>I10</name><desc>Hypertension</desc></diag><diag><name>I11</name><desc>Gone</desc></diag>
</section></chapter></ICD10CM.tabular>"""
IN_USE = """system,code,display,resource_type,n
http://loinc.org,718-7,Hemoglobin,Observation,50
http://loinc.org,718-7,Hemoglobin [Mass/volume] in Blood,Observation,3
http://loinc.org,1-1,,Observation,3
http://snomed.info/sct,1,Term,Condition,9
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    terminology, fhir = tmp_path / "terminology", tmp_path / "fhir"
    terminology.mkdir()
    fhir.mkdir()
    texts = {
        "icd10cm-x-tabular.xml.gz": TABULAR,
        "icd10cm-x-code-list.txt.gz": "S72\nS721XXA\nI10\n",
        "cdc-vaccine-group-cvx.txt.gz": "MMR|03   |Active|MMR|03\nMMR|03   |Active|OTHER|04\n",
        "synthea-codes-in-use.csv.gz": IN_USE,
        "labunits-x-loinc.json.gz": "{}",
    }
    for name, text in texts.items():
        (terminology / name).write_bytes(gzip.compress(text.encode()))
    with zipfile.ZipFile(fhir / "r4-terminology.zip", "w") as archive:
        for name in (*build.SHIPPED_HL7_SYSTEMS, "v3-ActCode"):
            concept = [{"code": "A", "concept": [{"code": "AMB", "display": "ambulatory"}]}]
            document = {"url": f"urn:{name}", "concept": concept}
            archive.writestr(f"CodeSystem-{name}.json", json.dumps(document))
    return tmp_path


def test_it_works(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "data"
    target.mkdir()
    monkeypatch.setattr(build, "DATA", target)
    build.main(source)
    monkeypatch.setattr("florence.terminology.shipped.files", lambda _: tmp_path)
    assert shipped_lines("icd10cm.tsv.xz") == [
        "S72.1\tFracture of shaft\tA=initial encounter\tBroken thigh",
        "I10\tHypertension\t\t",
    ]
    displays = json.loads((target / "displays.json").read_text())
    assert displays["http://loinc.org"] == {"718-7": "Hemoglobin [Mass/volume] in Blood"}
    assert displays["http://terminology.hl7.org/CodeSystem/v3-ActCode"] == {"AMB": "ambulatory"}
    assert "http://snomed.info/sct" not in displays
    assert json.loads((target / "vaccines.json").read_text())[0]["groups"] == ["MMR", "OTHER"]


def test_snomed_terms_are_not_shipped() -> None:
    assert "http://snomed.info/sct" not in shipped_json("displays")
