"""What other programs see of two records that were merged."""

from florence.patients.store import STORE
from florence.records.actions.facts import add_fact
from florence.records.tests.cast import SYSTEM
from florence.records.tests.merging import merge, registrar, two_records
from florence.security.scope import scope
from tests.fhir.conftest import Program


def test_a1_23_other_programs_find_what_was_moved_and_leave_the_merged_one_alone(
    program: Program,
) -> None:
    one, other = two_records()
    with scope(SYSTEM, "test"):
        said = {
            "resourceType": "Condition",
            "subject": {"reference": f"Patient/{other}"},
            "code": {"text": "Gout"},
        }
        moved = add_fact(said, subject_id=other)
    merge((registrar("first"), registrar("second")), one, other)
    [entry] = program.get(f"/Condition?patient={one}").json()["entry"]
    assert entry["resource"]["id"] == str(moved.id)
    assert entry["resource"]["subject"]["reference"] == f"Patient/{one}"
    gone = program.get(f"/Patient/{other}").json()
    assert gone["link"][-1]["other"]["reference"] == f"Patient/{one}"
    assert program.put(f"/Patient/{other}", gone | {"active": True}).status_code == 422
    with scope(SYSTEM, "look"):
        assert STORE.content(STORE.get(other))["active"] is False
