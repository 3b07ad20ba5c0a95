"""Practitioners and their roles as other programs know them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from florence.fhir.conditions import PersonCondition
from florence.fhir.issues import Invalid, Issue
from florence.fhir.texts import fold
from florence.security.keeping import Keeper, joined_name, local_id
from florence.staff.models import Practitioner, PractitionerRole
from florence.staff.store import PRACTITIONER_ROLES, PRACTITIONERS

Resource = dict[str, Any]
NAMES = ("name", "family", "given")


class PractitionerKeeper(Keeper[Practitioner]):
    """Keeps Practitioners, who are found by their name."""

    def more(self, resource: Resource) -> dict[str, Any]:
        return {"name": joined_name(resource.get("name", ()))}

    def find_people(
        self, conditions: Sequence[PersonCondition], among: Sequence[UUID] | None
    ) -> Sequence[UUID]:
        rows = self.store.rows
        if among is not None:
            rows = rows.filter(id__in=among)
        for condition in conditions:
            rows = rows.filter(_named(condition))
        wanted = [
            (condition.parameter, [fold(value) for value in condition.values]) for condition in conditions
        ]
        found = [(row.id, self.store.content(row)) for row in rows[:MOST_NAMESAKES]]
        return [row_id for row_id, resource in found if all(_matches(resource, *each) for each in wanted)]


# Among more bearers of a name the search must be narrowed: each one's record is opened to compare.
MOST_NAMESAKES = 2_000


def _named(condition: PersonCondition) -> Q:
    if condition.parameter not in NAMES or condition.modifier not in ("", "exact", "contains"):
        raise Invalid([Issue(f"Practitioner?{condition.parameter}", "not-supported", "is not searched here")])
    found = Q(pk__in=[])
    for value in condition.values:
        found |= Q(name__icontains=value)
    return found


def _matches(resource: Resource, parameter: str, wanted: Sequence[str]) -> bool:
    parts = [fold(part) for name in resource.get("name", ()) for part in _parts(name, parameter)]
    return any(part.startswith(value) for part in parts for value in wanted)


def _parts(name: dict[str, Any], parameter: str) -> list[str]:
    family, given = [name.get("family", "")], list(name.get("given", ()))
    if parameter == "family":
        return family
    return given if parameter == "given" else [*family, *given, name.get("text", "")]


class PractitionerRoleKeeper(Keeper[PractitionerRole]):
    """Keeps PractitionerRoles."""

    def more(self, resource: Resource) -> dict[str, Any]:
        specialties = resource.get("specialty") or [{}]
        codings = specialties[0].get("coding") or [{}]
        return {
            "practitioner_id": local_id(
                resource.get("practitioner", {}).get("reference", ""), "Practitioner"
            ),
            "specialty": codings[0].get("display") or specialties[0].get("text", ""),
        }


KEEPERS = (
    PractitionerKeeper(["Practitioner"], PRACTITIONERS),
    PractitionerRoleKeeper(["PractitionerRole"], PRACTITIONER_ROLES),
)
