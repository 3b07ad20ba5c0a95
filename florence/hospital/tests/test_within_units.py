"""Who manages places within a department changes those there and below, and no others."""

from dataclasses import dataclass

import pytest

from florence.hospital.actions.places import close_place, open_place, rename_place
from florence.hospital.actions.units import close_unit, open_unit, rename_unit
from florence.hospital.models import Location, Organization
from florence.security.actions.accounts import assign_role
from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.models import Account, Unit
from florence.security.tests import cast
from florence.security.tests.browsing import signed_in
from florence.security.web.identity import actor_for

pytestmark = pytest.mark.django_db

WITHIN = "only within your department"


@dataclass
class House:
    """Surgery and Medicine in one site, each with a ward of its own in one building."""

    site: Organization
    surgery: Organization
    medicine: Organization
    building: Location
    surgical_ward: Location
    medical_ward: Location
    account: Account

    @property
    def manager(self) -> Actor:
        return actor_for(self.account)


@pytest.fixture
def house() -> House:
    admin = cast.SYSTEM
    top = open_unit(admin, name="Lamplight", kind="organization")
    site = open_unit(admin, name="Lamp Street", kind="site", parent_id=top.id, zone="Europe/London")
    surgery = open_unit(admin, name="Surgery", kind="department", parent_id=site.id)
    medicine = open_unit(admin, name="Medicine", kind="department", parent_id=site.id)
    building = open_place(admin, name="Main building", kind="building")

    def ward(name: str, of: Organization) -> Location:
        return open_place(admin, name=name, kind="ward", parent_id=building.id, organization_id=of.id)

    account = cast.account("sarah")
    role = cast.role("places", "hospital.manage_places", "hospital.read_places", needs_second_factor=False)
    assign_role(admin, account_id=account.id, role_id=role.id, unit_id=surgery.unit_id)
    account.refresh_from_db()
    return House(
        site, surgery, medicine, building, ward("Scalpel", surgery), ward("Stethoscope", medicine), account
    )


def test_a03_18_it_works(house: House) -> None:
    ward = open_unit(house.manager, name="Ward 3", kind="ward", parent_id=house.surgery.id)
    rename_unit(house.manager, organization_id=ward.id, name="Ward 4", expected_version=1)
    room = open_place(house.manager, name="Room 1", kind="room", parent_id=house.surgical_ward.id)
    bed = open_place(house.manager, name="1", kind="bed", parent_id=room.id, organization_id=ward.id)
    rename_place(house.manager, location_id=bed.id, name="2", expected_version=1)
    close_place(house.manager, location_id=bed.id)
    close_unit(house.manager, organization_id=ward.id)
    assert Unit.objects.get(name="Ward 4").closed_at is not None
    assert Location.objects.get(name="2").closed_at is not None


def test_a03_18_nothing_is_opened_in_another_department(house: House) -> None:
    with pytest.raises(Refused, match=WITHIN):
        open_unit(house.manager, name="Ward 9", kind="ward", parent_id=house.medicine.id)
    assert not Unit.objects.filter(name="Ward 9").exists()


def test_a03_18_nothing_is_opened_above(house: House) -> None:
    with pytest.raises(Refused, match=WITHIN):
        open_unit(house.manager, name="Another", kind="department", parent_id=house.site.id)
    with pytest.raises(Refused, match=WITHIN):
        open_unit(house.manager, name="Another", kind="organization")
    assert not Unit.objects.filter(name="Another").exists()


def test_a03_18_another_department_is_not_renamed(house: House) -> None:
    with pytest.raises(Refused, match=WITHIN):
        rename_unit(house.manager, organization_id=house.medicine.id, name="Ours", expected_version=1)
    assert Organization.objects.get(id=house.medicine.id).name == "Medicine"


def test_a03_18_another_department_is_not_closed(house: House) -> None:
    with pytest.raises(Refused, match=WITHIN):
        close_unit(house.manager, organization_id=house.medicine.id)
    assert Organization.objects.get(id=house.medicine.id).closed_at is None


def test_a03_18_no_place_is_opened_in_what_the_house_runs(house: House) -> None:
    with pytest.raises(Refused, match=WITHIN):
        open_place(
            house.manager,
            name="Annex",
            kind="ward",
            parent_id=house.building.id,
            organization_id=house.surgery.id,
        )
    assert not Location.objects.filter(name="Annex").exists()


def test_a03_18_no_place_is_given_to_another_department(house: House) -> None:
    with pytest.raises(Refused, match=WITHIN):
        open_place(
            house.manager,
            name="Room 1",
            kind="room",
            parent_id=house.surgical_ward.id,
            organization_id=house.medicine.id,
        )
    assert not Location.objects.filter(name="Room 1").exists()


def test_a03_18_a_place_of_another_department_is_not_changed(house: House) -> None:
    with pytest.raises(Refused, match=WITHIN):
        rename_place(house.manager, location_id=house.medical_ward.id, name="Ours", expected_version=1)
    with pytest.raises(Refused, match=WITHIN):
        close_place(house.manager, location_id=house.medical_ward.id)
    unchanged = Location.objects.get(id=house.medical_ward.id)
    assert (unchanged.name, unchanged.closed_at) == ("Stethoscope", None)


def test_a03_18_the_pages_show_what_is_within(house: House) -> None:
    client = signed_in(house.account)
    departments = client.get("/departments/").content.decode()
    places = client.get("/places/").content.decode()
    assert ("Surgery" in departments, "Medicine" in departments) == (True, False)
    assert ("Scalpel" in places, "Stethoscope" in places) == (True, False)
    assert "Main building" not in places
    assert "Open a building" not in places


@pytest.mark.parametrize("inside", ["", "new/", "close/"])
def test_a03_18_no_form_is_shown_that_would_be_refused(house: House, inside: str) -> None:
    client = signed_in(house.account)
    assert client.get(f"/departments/{house.surgery.id}/{inside}").status_code == 200
    assert client.get(f"/departments/{house.medicine.id}/{inside}").status_code == 403
    assert client.get(f"/places/{house.surgical_ward.id}/{inside}").status_code == 200
    assert client.get(f"/places/{house.medical_ward.id}/{inside}").status_code == 403


def test_a03_18_a_moved_department_counts_at_once_where_it_stands(house: House) -> None:
    ward = open_unit(house.manager, name="Ward 3", kind="ward", parent_id=house.surgery.id)
    Unit.objects.filter(id=ward.unit_id).update(parent_id=house.medicine.unit_id)
    with pytest.raises(Refused, match=WITHIN):
        close_unit(house.manager, organization_id=ward.id)
    assert Organization.objects.get(id=ward.id).closed_at is None
