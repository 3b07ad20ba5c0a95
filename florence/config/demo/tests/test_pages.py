"""The pages that only a demo has."""

import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from florence.config import demo_reset
from florence.config.demo.trying import TRIES
from florence.config.demo_accounts import ACCOUNTS
from florence.demo_data.cast.registry import CAST
from florence.demo_data.moment import Moment
from florence.foundation import clock
from florence.records.store import FACTS
from florence.records.tests import cast as charts
from florence.security.models import Account, Role
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.tests.browsing import signed_in

pytestmark = pytest.mark.django_db


def account(code: str) -> Account:
    made = cast.account(code, Role.objects.get(code=code))
    Account.objects.filter(id=made.id).update(is_demo=True, is_patient=code == "patient")
    made.refresh_from_db()
    return made


def test_it_works() -> None:
    page = Client().get("/try/").content.decode()
    for one in ACCOUNTS:
        assert one.email in page
    assert all(str(one.words)[:20] for tries in TRIES.values() for one in tries)


@pytest.mark.parametrize("role", sorted(TRIES))
def test_what_a_role_is_told_to_try_opens_for_it(role: str) -> None:
    page = Client().get("/try/").content.decode()
    own = re.search(rf'id="{role}".*?</section>', page, re.DOTALL)
    assert own is not None
    client = signed_in(account(role))
    links = [
        unquote(link) for link in re.findall(r'<li><a href="/accounts/login/\?next=([^"]+)"', own.group())
    ]
    assert len(links) == len(TRIES[role])
    for link in links:
        answer = client.get(link)
        assert (
            answer.status_code == 200
            or (link.startswith("/try/") and answer.status_code == 302)
            or (role == "patient")
        ), link


def test_every_person_to_try_is_in_the_cast_and_written_first() -> None:
    cast_of = {member.key: member for member in CAST[:-1]}
    named = {one.person for tries in TRIES.values() for one in tries if one.person} - {CAST[-1].key}
    assert named <= set(cast_of)
    for member in cast_of.values():
        first = member.build(Moment(clock.now()))["entry"][0]
        assert (first["fullUrl"], first["resource"]["resourceType"]) == (member.url, "Patient")


def test_the_ready_doctor_reads_the_restricted_note_and_the_ready_nurse_does_not() -> None:
    [member] = [one for one in CAST if one.key == "restricted"]
    resources = [entry["resource"] for entry in member.build(Moment(clock.now()))["entry"]]
    [note] = [each for each in resources if each.get("title") == "Psychiatric consultation"]
    subject = cast.subject()
    written = charts.fact(
        subject.id,
        "Composition",
        **{name: note[name] for name in ("status", "type", "date", "author", "title", "section", "meta")},
    )
    seen = {}
    for code in ("doctor", "nurse"):
        actor = charts.treated_by(account(code), subject.id)
        with scope(actor, "test.look"):
            seen[code] = FACTS.rows.filter(id=written).exists()
    assert seen == {"doctor": True, "nurse": False}


def test_the_page_of_signing_in_leads_to_it() -> None:
    assert 'href="/try/"' in Client().get("/accounts/login/").content.decode()


@pytest.mark.parametrize("path", ["/try/", "/try/warfarin/", "/administration/demo/"])
def test_outside_a_demo_there_is_no_such_page(path: str, settings: Any) -> None:
    client = signed_in(account("admin"))
    settings.FLORENCE_DEMO = False
    assert client.get(path).status_code in (302, 404)
    assert "florence-demo" not in client.get(path).content.decode()


def test_somebody_who_is_not_in_the_stories_is_not_found() -> None:
    assert signed_in(account("doctor")).get("/try/nobody/").status_code == 404


def test_without_a_supervisor_nothing_is_thrown_away() -> None:
    page = signed_in(account("admin")).post("/administration/demo/")
    assert page.status_code == 200
    assert "not made anew from here" in page.content.decode()


def test_after_the_proof_it_is_asked_again_whether_it_can_be_made_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(demo_reset, "ask", asked.append)
    admin = account("admin")
    admin.set_password("a long pass phrase for tests")
    admin.save(update_fields=["password"])
    client = signed_in(admin)
    monkeypatch.setattr(demo_reset, "can_be_asked", lambda environment: True)
    to_proof = client.post("/administration/demo/")
    monkeypatch.setattr(demo_reset, "can_be_asked", lambda environment: False)
    after = client.post(to_proof["Location"], {"password": "a long pass phrase for tests"})
    assert (after.status_code, after["Location"], asked) == (302, "/administration/demo/", [])


def test_who_signed_in_is_led_to_the_own_pages_alone() -> None:
    doctor = account("doctor")
    Account.objects.filter(id=doctor.id).update(email="doctor@demo.example")
    doctor.refresh_from_db()
    links = set(re.findall(r'<li><a href="([^"]+)"', signed_in(doctor).get("/try/").content.decode()))
    assert "/try/warfarin/" in links
    assert not [link for link in links if link.startswith(("/administration", "/privacy", "/accounts"))]
