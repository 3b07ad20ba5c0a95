"""The search page, as reception and a doctor open it."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from florence.patients.policies import Permission
from florence.patients.tests.people import SYSTEM, patient, register
from florence.security.models import Account, Relation
from florence.security.models.access import AccessEvent, AccessEventSubject
from florence.security.relations import add_relation
from florence.security.scope import scope
from florence.security.tests.browsing import signed_in
from florence.security.tests.cast import account, role

pytestmark = pytest.mark.django_db

ALL = tuple(Permission)


@pytest.fixture
def desk() -> Account:
    return account("desk", role("desk", *ALL, shelves=["identity"], needs_second_factor=False))


@pytest.fixture
def browser(desk: Account) -> Client:
    return signed_in(desk)


def test_it_works(browser: Client) -> None:
    (maryam,) = register(patient("Anderson", "Maryam"))
    page = browser.post("/patients/search/", {"q": "maryam"}).content.decode()
    assert f"/patients/{maryam}/identity/" in page


def test_a_search_is_posted_and_logged_with_everyone_it_showed(browser: Client, desk: Account) -> None:
    maryam, other = register(patient("Anderson", "Maryam"), patient("Brown", "Bert"))
    page = browser.post("/patients/search/", {"q": "andersn"})
    assert "ANDERSON, Maryam" in page.content.decode()
    with scope(SYSTEM, "look"):
        event = AccessEvent.objects.get(act="patients.search", actor_id=desk.id)
        shown = AccessEventSubject.objects.filter(event_id=event.id).values_list("subject_id", flat=True)
        assert set(shown) == {maryam}
        assert event.query_hash is not None
        assert event.count == 1
    assert other not in shown


def test_a_fragment_answers_as_one_types(browser: Client) -> None:
    register(patient("Anderson", "Maryam"))
    page = browser.post("/patients/search/", {"q": "and"}, headers={"HX-Request": "true"}).content.decode()
    assert "ANDERSON, Maryam" in page
    assert "<html" not in page


def test_the_desk_gets_no_link_to_a_chart(browser: Client) -> None:
    (maryam,) = register(patient("Anderson", "Maryam"))
    page = browser.post("/patients/search/", {"q": "anderson"}).content.decode()
    assert f"/patients/{maryam}/identity/" in page
    assert f'"/patients/{maryam}/"' not in page


def test_a_record_without_relation_says_that_it_asks_for_a_reason() -> None:
    own, other = register(patient("Anderson", "Maryam"), patient("Anderson", "Ann"))
    held = role(
        "doctor",
        *ALL,
        "records.read_record",
        "security.break_glass",
        shelves=["identity", "emergency"],
        needs_second_factor=False,
    )
    doctor = account("doctor", held)
    with scope(SYSTEM, "test"):
        add_relation(party_id=doctor.id, subject_id=own, source=Relation.Source.VISIT)
    page = signed_in(doctor).post("/patients/search/", {"q": "anderson"}).content.decode()
    assert page.count("Asks for a reason") == 1
    assert f'"/patients/{other}/"' in page


def test_a_search_while_the_copy_is_rebuilt_says_so(browser: Client) -> None:
    register(patient("Anderson", "Maryam"))
    with scope(SYSTEM, "test"), connection.cursor() as cursor:
        cursor.execute("SELECT patients_search_empty()")
    page = browser.post("/patients/search/", {"q": "anderson"}).content.decode()
    assert "The list of names is being rebuilt" in page
    call_command("rebuild_search")
    assert "ANDERSON" in browser.post("/patients/search/", {"q": "anderson"}).content.decode()
