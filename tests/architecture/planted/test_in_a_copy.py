"""Every proof that needs no database is seen to report a fault that was planted for it, in a copy of the project."""

from collections.abc import Mapping

import pytest

from tests.architecture.planted.copied import copy_of_project, plant, what_proofs_say
from tests.architecture.planted.faults import FAULTS, Fault

pytestmark = pytest.mark.xdist_group("planted")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What the proofs say of the copy with all faults in it."""
    folder = tmp_path_factory.mktemp("planted")
    copy_of_project(folder)
    for fault in FAULTS:
        plant(fault, folder)
    return what_proofs_say(folder, [fault.proof for fault in FAULTS])


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.proof.partition("::")[2])
def test_a_proof_reports_the_fault_that_was_planted_for_it(fault: Fault, said: Mapping[str, str]) -> None:
    messages = [message for name, message in said.items() if _is(name, fault.proof)]
    assert messages, f"{fault.proof} did not fail"
    assert any(fault.told in message for message in messages), messages


def _is(name: str, proof: str) -> bool:
    """Whether a test is the proof, or one of its cases where the proof names none."""
    return name == proof or name.startswith(f"{proof}[")
