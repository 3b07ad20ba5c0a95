"""Departments and places: opened, renamed and closed."""

import pytest

from florence.hospital.actions.places import PlaceRefused, close_place, open_place, rename_place
from florence.hospital.actions.units import UnitRefused, close_unit, open_unit, rename_unit
from florence.hospital.models import Location, Organization
from florence.hospital.queries import house
from florence.hospital.store import LOCATIONS, ORGANIZATIONS
from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.models import Unit
from florence.security.resource_store import VersionConflict
from florence.security.scope import scope
from florence.security.tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Actor:
    return cast.actor("admin", cast.role("admin", "hospital.manage_places", "hospital.read_places"))


@pytest.fixture
def hospital(admin: Actor) -> Organization:
    return open_unit(admin, name="Lamplight", kind="organization")


@pytest.fixture
def site(admin: Actor, hospital: Organization) -> Organization:
    return open_unit(admin, name="Lamp Street", kind="site", parent_id=hospital.id, zone="Europe/London")


def test_it_works(admin: Actor, site: Organization) -> None:
    ward_of = open_unit(admin, name="Medicine", kind="department", parent_id=site.id)
    open_unit(admin, name="Ward 4A", kind="ward", parent_id=ward_of.id)
    with scope(admin, "look"):
        lines = [(node.name, node.depth) for node in house.list_units()]
        stored = ORGANIZATIONS.open(ORGANIZATIONS.get(ward_of.id))
    assert lines == [("Lamplight", 0), ("Lamp Street", 1), ("Medicine", 2), ("Ward 4A", 3)]
    assert stored["partOf"] == {"reference": f"Organization/{site.id}"}
    assert Unit.objects.get(name="Ward 4A").parent == Unit.objects.get(name="Medicine")


def test_a_ward_does_not_stand_in_the_organisation(admin: Actor, hospital: Organization) -> None:
    with pytest.raises(UnitRefused):
        open_unit(admin, name="Ward 1", kind="ward", parent_id=hospital.id)
    assert not Unit.objects.filter(name="Ward 1").exists()


def test_a_site_has_a_zone(admin: Actor, hospital: Organization) -> None:
    with pytest.raises(UnitRefused):
        open_unit(admin, name="Branch", kind="site", parent_id=hospital.id, zone="Mars/Crater")
    assert not Unit.objects.filter(name="Branch").exists()


def test_a_name_is_given_once_in_one_place(admin: Actor, site: Organization) -> None:
    open_unit(admin, name="Medicine", kind="department", parent_id=site.id)
    with pytest.raises(UnitRefused):
        open_unit(admin, name="medicine", kind="department", parent_id=site.id)
    assert Unit.objects.filter(name__iexact="medicine").count() == 1


def test_renaming_names_both(admin: Actor, site: Organization) -> None:
    rename_unit(admin, organization_id=site.id, name="Lamp Road", expected_version=1)
    assert Unit.objects.filter(name="Lamp Road").exists()
    assert Organization.objects.get(id=site.id).name == "Lamp Road"


def test_a_stale_rename_changes_nothing(admin: Actor, site: Organization) -> None:
    rename_unit(admin, organization_id=site.id, name="Lamp Road", expected_version=1)
    with pytest.raises(VersionConflict):
        rename_unit(admin, organization_id=site.id, name="Lamp Lane", expected_version=1)
    assert Unit.objects.filter(name="Lamp Road").exists()


def test_a_unit_with_open_ones_inside_is_not_closed(
    admin: Actor, hospital: Organization, site: Organization
) -> None:
    with pytest.raises(UnitRefused):
        close_unit(admin, organization_id=hospital.id)
    assert Organization.objects.get(id=hospital.id).closed_at is None


def test_closing_ends_the_unit_of_rights(admin: Actor, site: Organization) -> None:
    close_unit(admin, organization_id=site.id)
    assert Unit.objects.get(name="Lamp Street").closed_at is not None
    with scope(admin, "look"):
        assert ORGANIZATIONS.open(ORGANIZATIONS.get(site.id))["active"] is False


def test_others_may_not(site: Organization) -> None:
    nurse = cast.actor("nurse", cast.role("nurse", "hospital.read_places"))
    with pytest.raises(Refused):
        open_unit(nurse, name="Medicine", kind="department", parent_id=site.id)
    assert not Unit.objects.filter(name="Medicine").exists()


def test_places_stand_inside_each_other(admin: Actor) -> None:
    building = open_place(admin, name="Main", kind="building")
    room = open_place(admin, name="Room 1", kind="room", parent_id=building.id)
    bed = open_place(admin, name="1", kind="bed", parent_id=room.id)
    with scope(admin, "look"):
        assert [node.name for node in house.list_places()] == ["Main", "Room 1", "1"]
        assert LOCATIONS.open(LOCATIONS.get(bed.id))["physicalType"]["coding"][0]["code"] == "bd"


def test_a_bed_holds_nothing(admin: Actor) -> None:
    building = open_place(admin, name="Main", kind="building")
    room = open_place(admin, name="Room 1", kind="room", parent_id=building.id)
    bed = open_place(admin, name="1", kind="bed", parent_id=room.id)
    with pytest.raises(PlaceRefused):
        open_place(admin, name="2", kind="bed", parent_id=bed.id)
    assert Location.objects.count() == 3


def test_a_place_is_renamed_and_closed(admin: Actor) -> None:
    building = open_place(admin, name="Main", kind="building")
    rename_place(admin, location_id=building.id, name="Old house", expected_version=1)
    close_place(admin, location_id=building.id)
    with pytest.raises(PlaceRefused):
        close_place(admin, location_id=building.id)
    assert Location.objects.get(id=building.id).name == "Old house"
