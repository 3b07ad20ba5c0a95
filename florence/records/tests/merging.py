"""Two records of one person, and two people who may merge them."""

from uuid import UUID

from florence.patients.actions.merging import approve_merge, propose_merge
from florence.patients.models import Merge
from florence.patients.policies import Permission as Patients
from florence.records.tests.cast import MARYAM, patient
from florence.security.actors import Actor
from florence.security.tests import cast
from florence.security.web.identity import actor_for

DESK = (Patients.SEARCH_PATIENTS, Patients.LINK_RECORDS, Patients.PROPOSE_MERGE, Patients.APPROVE_MERGE)


def registrar(name: str) -> Actor:
    role = cast.role(f"registrar-{name}", *DESK, shelves=["identity"], needs_second_factor=False)
    return actor_for(cast.account(f"{name}", role))


def two_records() -> tuple[UUID, UUID]:
    return patient(), patient(
        MARYAM | {"name": [{"use": "official", "family": "Andersen", "given": ["Maryam"]}]}
    )


def merge(registrars: tuple[Actor, Actor], kept: UUID, merged: UUID, taken: tuple[str, ...] = ()) -> Merge:
    first, second = registrars
    asked = propose_merge(
        first, subject_id=kept, merged_id=merged, reason="same-person", taken_from_merged=taken
    )
    return approve_merge(second, subject_id=kept, merge_id=asked.id)
