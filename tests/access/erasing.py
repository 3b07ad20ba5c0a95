"""A patient whose every word is a canary, and someone who may erase."""

from typing import Any

from florence.patients.actions.registration import register_patient
from florence.records.actions.facts import add_fact
from florence.security.actors import Actor, system_actor
from florence.security.scope import scope
from florence.security.tests import cast

CANARY = "Zqcanarybirdwx"
PERSON = {
    "resourceType": "Patient",
    "name": [{"family": CANARY, "given": ["Ada"]}],
    "identifier": [{"system": "https://other.example/number", "value": CANARY}],
}


def officer() -> Actor:
    """Someone who may erase."""
    role = cast.role(
        "eraser",
        "security.erase_records",
        "patients.search_patients",
        shelves=["identity"],
        reach="population",
    )
    return cast.actor("eraser", role)


def patient() -> Any:
    """The patient, with one entry in the record."""
    made = register_patient(system_actor("test"), resource=PERSON)
    with scope(cast.SYSTEM, "test"):
        fact = {
            "resourceType": "Condition",
            "subject": {"reference": f"Patient/{made.id}"},
            "code": {"text": CANARY},
        }
        add_fact(fact, subject_id=made.id)
    return made
