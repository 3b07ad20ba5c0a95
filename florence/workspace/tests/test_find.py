"""The box on top of every page: pages, departments, colleagues and patients."""

import pytest
from django.test import Client

from florence.hospital.actions.units import add_unit
from florence.patients.tests.people import patient, register
from florence.security.models import AccessEvent, Unit
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.tests.browsing import signed_in
from florence.staff.actions.people import StaffWords, store_practitioner

pytestmark = pytest.mark.django_db

SEARCH = "patients.search_patients"
EVERYTHING = (SEARCH, "hospital.read_places", "staff.read_staff", "security.manage_roles")


def browser_of(*permissions: str) -> Client:
    role = cast.role("finder", *permissions, shelves=["identity"], needs_second_factor=False)
    return signed_in(cast.account("finder", role))


def find(browser: Client, text: str) -> str:
    page = browser.post("/find/", {"q": text}, headers={"HX-Request": "true"})
    assert page.status_code == 200
    return page.content.decode()


@pytest.fixture
def house() -> None:
    with scope(cast.SYSTEM, "test"):
        hospital = add_unit(name="Lamplight", kind=Unit.Kind.ORGANIZATION)
        site = add_unit(name="Lamp Street", kind=Unit.Kind.SITE, parent_id=hospital.id, zone="UTC")
        unit = add_unit(name="Radiology", kind=Unit.Kind.DEPARTMENT, parent_id=site.id)
        store_practitioner(
            StaffWords(
                family="Nilsen", given="Ingrid", title="Dr", specialty="paediatrics", unit_id=unit.unit_id
            )
        )


def test_it_works(house: None) -> None:
    register(patient(family="Nilsson", given="Mary"))
    browser = browser_of(*EVERYTHING)
    assert 'href="/administration/roles/"' in find(browser, "rol")
    assert "Radiology" in find(browser, "radio")
    both = find(browser, "nils")
    assert "Ingrid" in both
    assert "NILSSON" in both


def test_who_may_not_see_the_house_finds_patients_alone(house: None) -> None:
    register(patient(family="Nilsson", given="Mary"))
    browser = browser_of(SEARCH)
    assert "Radiology" not in find(browser, "radio")
    assert 'href="/administration/roles/"' not in find(browser, "rol")
    found = find(browser, "nils")
    assert "Ingrid" not in found
    assert "NILSSON" in found


def test_a_search_is_logged_with_whom_it_showed() -> None:
    register(patient(family="Nilsson", given="Mary"))
    find(browser_of(SEARCH), "nilsson")
    with scope(cast.SYSTEM, "look"):
        event = AccessEvent.objects.get(act="patients.search")
    assert event.count == 1
    assert event.query_hash is not None


def test_without_the_right_to_search_nothing_is_found() -> None:
    browser = browser_of("staff.read_staff")
    assert browser.post("/find/", {"q": "nils"}).status_code == 403


def test_the_box_on_top_leads_there() -> None:
    page = browser_of(SEARCH).get("/today/").content.decode()
    assert 'action="/find/"' in page
