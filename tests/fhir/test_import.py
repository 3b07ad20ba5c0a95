"""Importing records: whole, once, as they were sent; one bad resource loses no other."""

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.db import DataError, IntegrityError

from florence.config.fhir import KEEPERS
from florence.config.importing import NoSuchTeam, import_bundles, import_files
from florence.foundation import keys
from florence.interchange.importing.report import ImportReport
from florence.patients.models import PatientIdentifier
from florence.records.models import Encounter, Resource, ResourceToken
from florence.security.actors import system_actor
from florence.security.bulk_store import BulkWriter
from florence.security.models import AccessEvent, Relation, Subject, Team
from florence.security.scope import scope
from tests.fhir.files import PATIENT, WEIGHT, lines, put
from tests.fhir.lives import as_read, comparable, kinds_of, small_bundle

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


def imported(*paths: Path, **more: Any) -> ImportReport:
    return import_files(paths, source="test", **more)


def local_names(source: str = "test") -> dict[str, str]:
    """What each key of the source is called here."""
    found = {}
    for store in {id(keeper.store): keeper.store for keeper in KEEPERS.values()}.values():
        rows = store.model._default_manager.filter(source=source)
        found |= {key: f"{kind}/{row}" for key, kind, row in rows.values_list("source_key", "type", "id")}
    return found


def read_back(name: str) -> dict[str, Any]:
    kind, _, row_id = name.partition("/")
    keeper = KEEPERS[kind]
    return comparable(keeper.shown(keeper.store.get(row_id)))


def counts() -> tuple[int, ...]:
    models: Iterable[Any] = (Subject, Encounter, Resource, ResourceToken, PatientIdentifier)
    return tuple(model.objects.count() for model in models)


def test_it_works() -> None:
    bundle = small_bundle()
    report = import_bundles([bundle], source="test")
    assert report.refused == 0, report.refusals
    assert dict(report.stored) == kinds_of(bundle)
    with scope(SYSTEM, "look"):
        names = local_names()
        for entry in bundle["entry"]:
            assert read_back(names[entry["fullUrl"]]) == as_read(entry["resource"], names)


def test_a_second_import_changes_nothing() -> None:
    import_bundles([small_bundle()], source="test")
    with scope(SYSTEM, "look"):
        before = counts()
    report = import_bundles([small_bundle()], source="test")
    assert (report.skipped, report.stored.total()) == (1, 0)
    with scope(SYSTEM, "look"):
        assert counts() == before


def test_known_resources_are_passed_over_when_new_ones_come_with_them() -> None:
    bundle = small_bundle()
    late = ("Observation", "DiagnosticReport")
    shorter = bundle | {
        "entry": [each for each in bundle["entry"] if each["resource"]["resourceType"] not in late]
    }
    import_bundles([shorter], source="test")
    report = import_bundles([bundle], source="test")
    assert set(report.stored) == set(late)
    assert report.known.total() == len(shorter["entry"])


def test_the_first_content_of_a_name_stands_and_another_is_counted(tmp_path: Path) -> None:
    """Such as the full entry of a clinic in its own file, and a shorter one in each bundle that names it."""
    clinic = {"resourceType": "Organization", "id": "c1", "name": "Clinic"}
    full = clinic | {"telecom": [{"system": "phone", "value": "555-0100"}]}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": clinic}]}
    put(tmp_path, "A-first-by-name.json", orjson.dumps(bundle))
    put(tmp_path, "Organization.ndjson", lines(full))
    report = imported(tmp_path)
    assert (dict(report.stored), dict(report.differing)) == ({"Organization": 1}, {"Organization": 1})
    assert report.refused == 0
    with scope(SYSTEM, "look"):
        assert read_back(local_names()["Organization/c1"])["telecom"] == full["telecom"]


def test_the_same_content_again_is_not_another_one(tmp_path: Path) -> None:
    put(tmp_path, "Patient.ndjson", lines(PATIENT))
    put(tmp_path, "Observation.ndjson", lines(WEIGHT))
    imported(tmp_path)
    put(tmp_path, "Observation.ndjson", lines(WEIGHT, WEIGHT | {"id": "o2"}))
    report = imported(tmp_path)
    assert dict(report.known) == {"Observation": 1}
    assert report.differing.total() == 0


def test_other_sources_do_not_share_names() -> None:
    import_bundles([small_bundle()], source="one")
    assert import_bundles([small_bundle()], source="two").stored["Patient"] == 1


def test_lines_are_imported_whatever_the_order_of_files(tmp_path: Path) -> None:
    put(tmp_path, "AllergyIntolerance.ndjson", lines(WEIGHT))
    put(tmp_path, "Zebra.ndjson.gz", lines(PATIENT))
    report = imported(tmp_path)
    assert dict(report.stored) == {"Patient": 1, "Observation": 1}
    assert report.refused == 0


def test_two_files_may_refer_to_each_other(tmp_path: Path) -> None:
    encounter = {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": "Patient/p1"},
        "diagnosis": [{"condition": {"reference": "Condition/c1"}}],
    }
    condition = {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
    }
    put(tmp_path, "Patient.ndjson", lines(PATIENT))
    put(tmp_path, "Encounter.ndjson", lines(encounter))
    put(tmp_path, "Condition.ndjson", lines(condition))
    report = imported(tmp_path)
    assert dict(report.stored) == {"Patient": 1, "Encounter": 1, "Condition": 1}, report.refusals
    with scope(SYSTEM, "look"):
        assert Resource.objects.get(type="Condition").encounter_id == Encounter.objects.get().id


def test_a_bad_line_is_refused_with_its_place_and_loses_no_other(tmp_path: Path) -> None:
    wrong = WEIGHT | {"id": "o2", "status": "finished"}
    put(tmp_path, "Observation.ndjson", lines(WEIGHT) + b"\n{oops\n" + lines(wrong, WEIGHT | {"id": "o3"}))
    put(tmp_path, "Patient.ndjson", lines(PATIENT))
    refusals = tmp_path / "refused.txt"
    report = imported(tmp_path, refusals=refusals)
    assert dict(report.stored) == {"Patient": 1, "Observation": 2}
    told = [orjson.loads(line) for line in refusals.read_bytes().splitlines()]
    assert [(Path(each["file"]).name, each["place"]) for each in told] == [
        ("Observation.ndjson", 2),
        ("Observation.ndjson", 3),
    ]
    assert told[1]["path"] == "Observation.status"


def test_a_reference_to_nothing_is_refused_with_its_path(tmp_path: Path) -> None:
    put(tmp_path, "Observation.ndjson", lines(WEIGHT))
    report = imported(tmp_path)
    assert report.stored.total() == 0
    assert [(each.place, each.path) for each in report.refusals] == [(1, "Observation.subject.reference")]
    with scope(SYSTEM, "look"):
        assert not Resource.objects.exists()


def test_what_hangs_on_a_refused_resource_is_refused_with_it() -> None:
    bundle = small_bundle()
    patient = next(each for each in bundle["entry"] if each["resource"]["resourceType"] == "Patient")
    patient["resource"]["gender"] = "none"
    report = import_bundles([bundle], source="test")
    assert set(report.stored) <= {"Organization", "Practitioner"}
    assert report.refused == len(bundle["entry"]) - report.stored.total()


def test_what_belongs_to_a_patient_that_the_house_refuses_is_refused_with_it(tmp_path: Path) -> None:
    forged = [{"system": "https://florence.example/hospital-number", "value": "00045187"}]
    put(tmp_path, "Patient.ndjson", lines(PATIENT | {"identifier": forged}, PATIENT | {"id": "p2"}))
    put(
        tmp_path,
        "Observation.ndjson",
        lines(WEIGHT, WEIGHT | {"subject": {"reference": "Patient/p2"}, "id": "o2"}),
    )
    report = imported(tmp_path)
    assert dict(report.stored) == {"Patient": 1, "Observation": 1}
    together = [
        {"fullUrl": f"urn:uuid:{each['id']}", "resource": each}
        for each in (PATIENT | {"identifier": forged}, WEIGHT)
    ]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": together}
    assert import_bundles([bundle], source="other").refused == 2


def test_nothing_is_added_to_an_erased_record(tmp_path: Path) -> None:
    put(tmp_path, "Patient.ndjson", lines(PATIENT))
    imported(tmp_path)
    with scope(SYSTEM, "erase"):
        keys.destroy_keys(Subject.objects.get().id)
    put(tmp_path, "Observation.ndjson", lines(WEIGHT))
    report = imported(tmp_path)
    assert report.stored.total() == 0
    assert "erased" in report.refusals[0].reason


def test_conditional_references_are_honoured(tmp_path: Path) -> None:
    doctor = {
        "resourceType": "Practitioner",
        "id": "d1",
        "identifier": [{"system": "urn:npi", "value": "160"}],
    }
    seen = WEIGHT | {"performer": [{"reference": "Practitioner?identifier=urn:npi|160"}]}
    put(tmp_path, "Practitioner.ndjson", lines(doctor))
    put(tmp_path, "Patient.ndjson", lines(PATIENT))
    put(tmp_path, "Observation.ndjson", lines(seen))
    assert imported(tmp_path).refused == 0
    with scope(SYSTEM, "look"):
        names = local_names()
        assert read_back(names["Observation/o1"])["performer"] == [{"reference": names["Practitioner/d1"]}]


def test_a_team_gets_relations() -> None:
    with scope(SYSTEM, "prepare"):
        team = Team.objects.create(name="Ward 3")
    import_bundles([small_bundle()], source="test", team="Ward 3")
    with scope(SYSTEM, "look"):
        assert Relation.objects.get(party_id=team.id).subject_id == Subject.objects.get().id


def test_an_unknown_team_is_told_before_anything_is_stored() -> None:
    with pytest.raises(NoSuchTeam):
        import_bundles([small_bundle()], source="test", team="Ward 4")
    with scope(SYSTEM, "look"):
        assert not Subject.objects.exists()


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    put(tmp_path, "Patient.ndjson", lines(PATIENT))
    put(tmp_path, "Observation.ndjson", lines(WEIGHT).replace(b"72.5", b"72.50"))
    imported(tmp_path)
    with scope(SYSTEM, "look"):
        row = Resource.objects.get()
        assert b"72.50" in KEEPERS["Observation"].store.open_text(row)


def test_an_import_is_in_the_log_with_its_subjects() -> None:
    import_bundles([small_bundle()], source="test")
    with scope(SYSTEM, "look"):
        assert AccessEvent.objects.filter(act="import", actor_kind="system").exists()


def test_every_new_patient_gets_a_hospital_number_and_is_found() -> None:
    import_bundles([small_bundle()], source="test")
    with scope(SYSTEM, "look"):
        assert PatientIdentifier.objects.filter(kind="MR").count() == 1


# ---- hostile files


def test_a_packed_file_that_is_damaged_is_told(tmp_path: Path) -> None:
    good = gzip.compress(orjson.dumps(small_bundle()))
    (tmp_path / "a.json.gz").write_bytes(good[: len(good) // 2])
    put(tmp_path, "b.json", orjson.dumps(small_bundle(1)))
    report = imported(tmp_path)
    assert report.stored["Patient"] == 1
    assert "damaged" in report.refusals[0].reason


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "bomb.json.gz", "wb", compresslevel=9) as bomb:
        for _ in range(60):
            bomb.write(b" " * 1_000_000)
    report = imported(tmp_path)
    assert "more than" in report.refusals[0].reason
    assert report.stored.total() == 0


def test_deep_json_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "deep.json", b'{"resourceType":"Observation","a":' + b"[" * 100_000 + b"]" * 100_000 + b"}")
    report = imported(tmp_path)
    assert report.refused == 1


def test_a_wrong_encoding_is_refused_with_the_reason(tmp_path: Path) -> None:
    put(
        tmp_path,
        "Patient.ndjson",
        '{"resourceType":"Patient","name":[{"family":"Müller"}]}'.encode("latin-1"),
    )
    report = imported(tmp_path)
    assert "UTF-8" in report.refusals[0].reason


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE records_resource; --", "<script>alert(1)</script>", "\\N\t\\.", '{a,"b"}']
)
def test_hostile_texts_are_stored_as_they_are(tmp_path: Path, text: str) -> None:
    note = WEIGHT | {
        "note": [{"text": text}],
        "code": {"text": text, "coding": [{"code": "".join(text.split())}]},
    }
    put(tmp_path, "Patient.ndjson", lines(PATIENT | {"name": [{"family": text}]}))
    put(tmp_path, "Observation.ndjson", lines(note))
    report = imported(tmp_path)
    assert report.refused == 0, report.refusals
    with scope(SYSTEM, "look"):
        stored = read_back(local_names()["Observation/o1"])
        assert (stored["note"], stored["code"]) == (note["note"], note["code"])


def test_a_file_of_nothing_known_is_told(tmp_path: Path) -> None:
    put(tmp_path, "odd.json", b'{"resourceType":"Robot"}')
    assert imported(tmp_path).refusals[0].path == "Resource.resourceType"


# ---- faults


def test_what_the_database_refuses_is_refused_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_writer: BulkWriter[Any]) -> None:
        raise DataError("a value that no column holds")

    monkeypatch.setattr(BulkWriter, "flush", refuse)
    put(tmp_path, "Patient.ndjson", lines(PATIENT))
    put(tmp_path, "Observation.ndjson", lines(WEIGHT, WEIGHT | {"id": "o2"}))
    assert dict(imported(tmp_path).stored) == {"Patient": 1, "Observation": 2}


def test_what_somebody_stores_at_the_same_moment_is_known_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: list[int] = []
    flush = BulkWriter.flush

    def refuse_first(writer: BulkWriter[Any]) -> None:
        attempts.append(1)
        if len(attempts) == 1:
            raise IntegrityError("stored by another process")
        flush(writer)

    monkeypatch.setattr(BulkWriter, "flush", refuse_first)
    put(tmp_path, "Patient.ndjson", lines(PATIENT))
    put(tmp_path, "Observation.ndjson", lines(WEIGHT))
    assert dict(imported(tmp_path).stored) == {"Patient": 1, "Observation": 1}


def test_an_import_without_refusals_leaves_no_file(tmp_path: Path) -> None:
    refusals = tmp_path / "refused.ndjson"
    imported(put(tmp_path, "Patient.ndjson", lines(PATIENT)), refusals=refusals)
    assert not refusals.exists()
