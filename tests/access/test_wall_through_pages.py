"""With a filter forgotten on purpose, the page of one patient still shows no row of another: the second wall."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from florence.patients.actions.registration import register_patient
from florence.records.actions.facts import add_fact
from florence.records.models import Resource
from florence.records.store import FACTS
from florence.security.actors import system_actor
from florence.security.models import Account
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.web import rules

pytestmark = pytest.mark.django_db


def _careless(request: HttpRequest, **arguments: Any) -> HttpResponse:
    """A view that has forgotten whose record it shows."""
    rows = FACTS.open_all(Resource.objects.all())
    return HttpResponse("\n".join(resource["code"]["text"] for _row, resource in rows))


SEALED = rules.page(
    _careless, act="records.read_chart", permission="records.read_record", subject="subject_id"
)
UNSEALED = rules.page(_careless, act="records.read_chart", permission="records.read_record")


@pytest.fixture
def doctor() -> Account:
    return cast.account("doctor", cast.role("doctor", "records.read_record", needs_second_factor=False))


def _patient(family: str, word: str) -> Any:
    resource = {"resourceType": "Patient", "name": [{"family": family}]}
    patient = register_patient(system_actor("test"), resource=resource)
    with scope(cast.SYSTEM, "test"):
        fact = {
            "resourceType": "Condition",
            "subject": {"reference": f"Patient/{patient.id}"},
            "code": {"text": word},
        }
        add_fact(fact, subject_id=patient.id)
    return patient


def _ask(view: Any, account: Account, rf: Any, **arguments: Any) -> str:
    request = rf.get("/")
    request.user, request.session, request.resolver_match = account, {"second_factor_known": True}, None
    return view(request, **arguments).content.decode()


def test_it_works(doctor: Account, rf: Any) -> None:
    mine, _foreign, second = _patient("Mine", "asthma"), _patient("Foreign", "gout"), _patient("Two", "flu")
    cast.relate(doctor.id, mine.id)
    cast.relate(doctor.id, second.id)
    assert _ask(SEALED, doctor, rf, subject_id=mine.id) == "asthma"


def test_a_list_shows_the_patients_one_has_a_relation_to(doctor: Account, rf: Any) -> None:
    mine, _foreign = _patient("Mine", "asthma"), _patient("Foreign", "gout")
    cast.relate(doctor.id, mine.id)
    assert _ask(UNSEALED, doctor, rf) == "asthma"


def test_without_any_relation_there_is_nothing(doctor: Account, rf: Any) -> None:
    _patient("Foreign", "gout")
    assert _ask(UNSEALED, doctor, rf) == ""
