"""Who keeps the directory within a department changes the entries there, and no others."""

from dataclasses import dataclass

import pytest

from florence.security.actions.accounts import assign_role
from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.models import Account, Unit
from florence.security.tests import cast
from florence.security.tests.browsing import signed_in
from florence.security.web.identity import actor_for
from florence.staff.actions.people import (
    StaffWords,
    add_practitioner,
    change_practitioner,
    mark_as_gone,
)
from florence.staff.models import Practitioner, PractitionerRole

pytestmark = pytest.mark.django_db

WITHIN = "only within your department"


@dataclass
class House:
    """Surgery with its ward, and Medicine; the keeper keeps the directory within surgery."""

    surgery: Unit
    ward: Unit
    medicine: Unit
    account: Account

    @property
    def keeper(self) -> Actor:
        return actor_for(self.account)


@pytest.fixture
def house() -> House:
    surgery = Unit.objects.create(name="Surgery", kind="department")
    ward = Unit.objects.create(name="Ward 3", kind="ward", parent=surgery)
    medicine = Unit.objects.create(name="Medicine", kind="department")
    account = cast.account("sarah")
    role = cast.role("keeper", "staff.manage_staff", "staff.read_staff", needs_second_factor=False)
    assign_role(cast.SYSTEM, account_id=account.id, role_id=role.id, unit_id=surgery.id)
    account.refresh_from_db()
    return House(surgery, ward, medicine, account)


def words(family: str, unit: Unit | None, account: Account | None = None) -> StaffWords:
    return StaffWords(
        family=family,
        specialty="nursing",
        unit_id=unit.id if unit else None,
        account_id=account.id if account else None,
    )


def test_a03_18_it_works(house: House) -> None:
    row = add_practitioner(house.keeper, words=words("Novak", house.ward))
    change_practitioner(
        house.keeper, practitioner_id=row.id, words=words("Novák", house.surgery), expected_version=1
    )
    mark_as_gone(house.keeper, practitioner_id=row.id)
    assert PractitionerRole.objects.get(practitioner=row).unit == house.surgery
    assert Practitioner.objects.get(id=row.id).left_at is not None


@pytest.mark.parametrize("where", ["medicine", None])
def test_a03_18_nobody_is_added_elsewhere(house: House, where: str | None) -> None:
    with pytest.raises(Refused, match=WITHIN):
        add_practitioner(house.keeper, words=words("Novak", getattr(house, where) if where else None))
    assert not Practitioner.objects.exists()


def test_a03_18_nobody_is_taken_from_another_department(house: House) -> None:
    row = add_practitioner(cast.SYSTEM, words=words("Novak", house.medicine))
    with pytest.raises(Refused, match=WITHIN):
        change_practitioner(
            house.keeper, practitioner_id=row.id, words=words("Novak", house.ward), expected_version=1
        )
    assert PractitionerRole.objects.get(practitioner=row).unit == house.medicine


def test_a03_18_nobody_is_moved_to_another_department(house: House) -> None:
    row = add_practitioner(cast.SYSTEM, words=words("Novak", house.ward))
    with pytest.raises(Refused, match=WITHIN):
        change_practitioner(
            house.keeper, practitioner_id=row.id, words=words("Novak", house.medicine), expected_version=1
        )
    assert PractitionerRole.objects.get(practitioner=row).unit == house.ward


def test_a03_18_nobody_of_another_department_is_marked_as_gone(house: House) -> None:
    row = add_practitioner(cast.SYSTEM, words=words("Novak", house.medicine))
    with pytest.raises(Refused, match=WITHIN):
        mark_as_gone(house.keeper, practitioner_id=row.id)
    assert Practitioner.objects.get(id=row.id).left_at is None


def test_a03_18_an_account_of_another_department_is_not_linked(house: House) -> None:
    boris = cast.account("boris")
    assign_role(cast.SYSTEM, account_id=boris.id, role_id=cast.role("clerk").id, unit_id=house.medicine.id)
    with pytest.raises(Refused, match="does not belong to your department"):
        add_practitioner(house.keeper, words=words("Novak", house.ward, boris))
    assert not Practitioner.objects.exists()


def test_a03_18_the_pages_show_what_is_within(house: House) -> None:
    add_practitioner(cast.SYSTEM, words=words("Novak", house.ward))
    other = add_practitioner(cast.SYSTEM, words=words("Fischer", house.medicine))
    client = signed_in(house.account)
    page = client.get("/staff/").content.decode()
    assert ("Novak" in page, "Fischer" in page) == (True, False)
    assert client.get(f"/staff/{other.id}/").status_code == 403
    form = client.get("/staff/new/").content.decode()
    assert ("Medicine" in form, "No department" in form) == (False, False)
    assert client.post("/staff/new/", {"family": "Weiss", "specialty": "nursing"}).status_code == 422
    assert not Practitioner.objects.filter(name="Weiss").exists()
