"""The ready roles: whom the desk finds, and what stays closed to it."""

from uuid import UUID

import pytest

from florence.config.first_day import prepare_first_day
from florence.demo_data.cast.facts import allergy, drug, labelled
from florence.foundation import clock
from florence.patients.actions.registration import add_patient
from florence.patients.tests.people import patient as person
from florence.records.actions.facts import add_fact
from florence.security.models import Account, Role
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.tests.browsing import signed_in
from florence.security.tests.cast import SYSTEM

pytestmark = pytest.mark.django_db
DESK = ("reception", "privacy", "admin")


@pytest.fixture(params=["CEL", "EMP"])
def known(request: pytest.FixtureRequest) -> UUID:
    """Somebody publicly known, or a colleague, with a penicillin allergy."""
    prepare_first_day()
    with scope(SYSTEM, "test"):
        subject_id = add_patient(labelled(person(family="Marchetti", given="Leonie"), request.param)).id
        penicillin = allergy(drug("70618", "Penicillin"), ["Anaphylaxis"], clock.now())
        add_fact(penicillin | {"patient": {"reference": f"Patient/{subject_id}"}}, subject_id=subject_id)
        return subject_id


def account(code: str) -> Account:
    made = cast.account(code, Role.objects.get(code=code))
    Account.objects.filter(id=made.id).update(is_demo=True)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("code", DESK)
def test_it_works_somebody_known_to_everyone_is_found_by_name(known: UUID, code: str) -> None:
    client = signed_in(account(code))
    assert str(known) in client.post("/patients/search/", {"q": "Marchetti"}).content.decode()
    assert "Leonie" in client.get(f"/patients/{known}/identity/").content.decode()


@pytest.mark.parametrize("code", DESK)
def test_the_record_of_somebody_known_stays_closed(known: UUID, code: str) -> None:
    client = signed_in(account(code))
    for page in ("", "allergies/", "results/", "banner/"):
        answer = client.get(f"/patients/{known}/{page}")
        assert answer.status_code in (403, 404), page
        assert "Penicillin" not in answer.content.decode()


@pytest.mark.parametrize("code", DESK)
def test_who_may_not_know_allergies_is_told_nothing_of_them(known: UUID, code: str) -> None:
    page = signed_in(account(code)).get(f"/patients/{known}/identity/").content.decode()
    assert "llergies unavailable" not in page
    assert 'class="allergy' not in page
