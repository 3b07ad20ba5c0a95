"""The build of the shipped lives, on a bundle of one person written here."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from florence.demo_data import build, lives
from florence.demo_data.tests.moments import MOMENTS
from florence.demo_data.tidying import tidy

PERSON = "urn:uuid:6c1a94c7-5d69-4041-8785-96f2c563ce82"
HOSPITAL = "urn:uuid:ef58ea08-d883-3957-8300-150554edc8fb"


def observation(value: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": "1",
        "meta": {"tag": []},
        "code": {"coding": [{"code": "2947-0"}], "text": "Sodium (finding)"},
        "subject": {"reference": PERSON},
        "effectiveDateTime": "2019-05-01T23:10:00+00:00",
        "valueQuantity": value,
    }


def patient() -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "identifier": [{"system": "http://hospital.smarthealthit.org", "value": "1"}],
        "name": [{"family": "McCullough561", "given": ["Laurie123"]}],
        "birthDate": "1980-03-01",
        "maritalStatus": {"coding": [{"code": "W", "display": "W"}], "text": "W"},
        "managingOrganization": {"reference": HOSPITAL},
    }


def write(folder: Path, name: str, *entries: tuple[str, dict[str, Any]]) -> None:
    bundle = {"entry": [{"fullUrl": url, "resource": resource} for url, resource in entries]}
    (folder / name).write_bytes(gzip.compress(json.dumps(bundle).encode()))


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    target = tmp_path / "lives.jsonl.zst"
    monkeypatch.setattr(lives, "LIVES_PATH", target)
    monkeypatch.setattr(build, "LIVES_PATH", target)
    return target


def test_it_works(tmp_path: Path, shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "source"
    source.mkdir()
    hospital = (HOSPITAL, {"resourceType": "Organization", "name": "SAINT ANNE'S -"})
    sodium = observation({"value": 140.123456, "code": "mmol/L"})
    write(source, "hospitalInformation1.json.gz", hospital)
    write(source, "Laurie_McCullough.json.gz", hospital, (PERSON, patient()), ("urn:uuid:2", sodium))
    build.main(source)
    assert "1 lives" in capsys.readouterr().out
    found = [entry["resource"] for entry in next(lives.lives(MOMENTS["a Tuesday"]))["entry"]]
    assert [resource["resourceType"] for resource in found] == ["Organization", "Patient", "Observation"]
    assert found[0]["name"] == "Saint Anne's"
    assert (found[1]["name"][0]["family"], found[1]["maritalStatus"]["text"]) == ("McCullough", "Widowed")
    assert (found[2]["valueQuantity"]["value"], found[2]["code"]["text"]) == (140.1, "Sodium")


def test_a_date_the_reader_would_not_move_stops_the_build(tmp_path: Path, shipped: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    strange = patient() | {"expires": "2019-05-01"}
    write(source, "Laurie_McCullough.json.gz", (PERSON, strange))
    write(source, "hospitalInformation1.json.gz", (HOSPITAL, {"resourceType": "Organization", "name": "A"}))
    strange.pop("managingOrganization")
    write(source, "Laurie_McCullough.json.gz", (PERSON, strange))
    with pytest.raises(ValueError, match="expires"):
        build.main(source)
    assert not shipped.exists()


def test_a_number_without_its_unit_is_left_out() -> None:
    assert tidy(observation({"value": 140})) is None
    assert tidy(observation({"code": "mmol/L"})) is None


@pytest.mark.parametrize(
    ("given", "unit", "value"),
    [
        ({"value": 5.55555, "code": "K/uL"}, "10*3/uL", 5.56),
        ({"value": 120.6, "code": "mm[Hg]"}, "mm[Hg]", 121),
        ({"value": 12.0, "code": "%"}, "%", 12),
        ({"value": 55.55, "code": "mL/min"}, "mL/min", 55.5),
    ],
)
def test_units_are_written_in_ucum_and_numbers_rounded(
    given: dict[str, Any], unit: str, value: float
) -> None:
    tidied = tidy(observation(given))
    assert tidied is not None
    assert (tidied["valueQuantity"]["code"], tidied["valueQuantity"]["value"]) == (unit, value)


def test_a_filtration_rate_is_per_area() -> None:
    given = observation({"value": 60, "code": "mL/min"})
    given["code"]["coding"][0]["code"] = "33914-3"
    tidied = tidy(given)
    assert tidied is not None
    assert tidied["valueQuantity"]["unit"] == "mL/min/{1.73_m2}"


def test_a_dosage_without_times_is_left_out_and_tablets_are_named() -> None:
    dose = {"timing": {"repeat": {"frequency": 1}}, "doseAndRate": [{"doseQuantity": {"value": 1}}]}
    given = {
        "resourceType": "MedicationRequest",
        "medicationCodeableConcept": {"text": "Ibuprofen 200 MG Oral Tablet"},
        "dosageInstruction": [{"sequence": 1}, dose],
    }
    tidied = tidy(given)
    assert tidied is not None
    assert [d["doseAndRate"][0]["doseQuantity"]["unit"] for d in tidied["dosageInstruction"]] == ["tablet"]
    bare = tidy({**given, "dosageInstruction": [{"sequence": 1}]})
    assert bare is not None
    assert "dosageInstruction" not in bare
