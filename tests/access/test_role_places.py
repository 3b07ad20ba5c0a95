"""Roles within a department: the department is kept, shown, and known of whoever acts."""

import pytest

from florence.security.actions.accounts import assign_role
from florence.security.models import Role, Unit
from florence.security.queries.accounts import list_assignments
from florence.security.scope import scope
from florence.security.web.identity import actor_for
from tests.access.cast import SYSTEM, build

pytestmark = pytest.mark.django_db


def test_a03_18_a_role_within_a_department() -> None:
    world = build()
    account, nurse = world.accounts["no role"], Role.objects.get(code="nurse")
    with scope(SYSTEM, "test"):
        ward, surgery = Unit.objects.create(name="Ward 3"), Unit.objects.create(name="Surgery")
    for unit in (ward, surgery):
        assign_role(
            actor_for(world.accounts["admin"]), account_id=account.id, role_id=nurse.id, unit_id=unit.id
        )
    assert actor_for(account).units == {ward.id, surgery.id}
    with scope(SYSTEM, "look"):
        assert {one.unit for one in list_assignments(account.id)} == {"Ward 3", "Surgery"}
