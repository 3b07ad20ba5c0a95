"""The staff directory."""

import pytest

from florence.security.actors import Actor
from florence.security.decisions import Refused
from florence.security.models import Unit
from florence.security.resource_store import VersionConflict
from florence.security.scope import scope
from florence.security.tests import cast
from florence.staff.actions.people import (
    StaffRefused,
    StaffWords,
    add_practitioner,
    change_practitioner,
    mark_as_gone,
)
from florence.staff.models import Practitioner, PractitionerRole
from florence.staff.queries import directory
from florence.staff.store import PRACTITIONERS

pytestmark = pytest.mark.django_db

AMIRA = StaffWords(family="Haddad", given="Amira", title="Dr", specialty="cardiology")


@pytest.fixture
def admin() -> Actor:
    return cast.actor("admin", cast.role("admin", "staff.manage_staff", "staff.read_staff"))


def test_it_works(admin: Actor) -> None:
    unit = Unit.objects.create(name="Heart", kind="department")
    account = cast.account("amira")
    words = StaffWords(
        family="Haddad",
        given="Amira",
        title="Dr",
        specialty="cardiology",
        unit_id=unit.id,
        account_id=account.id,
    )
    row = add_practitioner(admin, words=words)
    with scope(admin, "look"):
        (line,) = directory.list_staff(text="hadd")
        assert PRACTITIONERS.open(row)["name"][0]["given"] == ["Amira"]
        assert directory.name_of_account(account.id) == "Dr Amira Haddad"
    assert (line.name, line.specialty, line.unit, line.has_account) == (
        "Dr Amira Haddad",
        "Cardiology",
        "Heart",
        True,
    )


@pytest.mark.parametrize(
    "words",
    [
        StaffWords(family=" ", specialty="cardiology"),
        StaffWords(family="Haddad", specialty="wizardry"),
        StaffWords(family="Haddad", specialty="cardiology", unit_id=cast.SYSTEM.id or Unit().id),
    ],
)
def test_what_is_not_known_is_refused(admin: Actor, words: StaffWords) -> None:
    with pytest.raises(StaffRefused):
        add_practitioner(admin, words=words)
    assert not Practitioner.objects.exists()


def test_an_account_belongs_to_one_person(admin: Actor) -> None:
    account = cast.account("shared")
    add_practitioner(admin, words=StaffWords(family="A", specialty="nursing", account_id=account.id))
    with pytest.raises(StaffRefused):
        add_practitioner(admin, words=StaffWords(family="B", specialty="nursing", account_id=account.id))
    assert Practitioner.objects.count() == 1


def test_changing_makes_a_version(admin: Actor) -> None:
    row = add_practitioner(admin, words=AMIRA)
    changed = StaffWords(family="Haddad-Osei", given="Amira", title="Prof", specialty="nephrology")
    change_practitioner(admin, practitioner_id=row.id, words=changed, expected_version=1)
    assert Practitioner.objects.get(id=row.id).name == "Prof Amira Haddad-Osei"
    assert PractitionerRole.objects.get(practitioner=row).specialty == "nephrology"


def test_a_stale_change_is_refused(admin: Actor) -> None:
    row = add_practitioner(admin, words=AMIRA)
    change_practitioner(admin, practitioner_id=row.id, words=AMIRA, expected_version=1)
    with pytest.raises(VersionConflict):
        change_practitioner(
            admin,
            practitioner_id=row.id,
            words=StaffWords(family="X", specialty="nursing"),
            expected_version=1,
        )
    assert Practitioner.objects.get(id=row.id).name == "Dr Amira Haddad"


def test_who_left_stays_in_the_directory(admin: Actor) -> None:
    row = add_practitioner(admin, words=AMIRA)
    mark_as_gone(admin, practitioner_id=row.id)
    with pytest.raises(StaffRefused):
        mark_as_gone(admin, practitioner_id=row.id)
    with scope(admin, "look"):
        assert directory.list_staff()[0].has_left


def test_others_may_not() -> None:
    nurse = cast.actor("nurse", cast.role("nurse", "staff.read_staff"))
    with pytest.raises(Refused):
        add_practitioner(nurse, words=AMIRA)
    assert not Practitioner.objects.exists()
