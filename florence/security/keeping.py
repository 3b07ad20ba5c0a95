"""What the slice that owns a FHIR type offers to those who exchange records: storing, changing, finding.

Each slice makes its keepers in its `fhir.py`; `config/fhir.py` names exactly one for each type.
"""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from florence.fhir.conditions import PersonCondition
from florence.fhir.issues import Invalid, Issue
from florence.fhir.rows import ResourceRow
from florence.security.doors import step
from florence.security.resource_store import HERE, Origin, ResourceStore, place_of_house

Row = TypeVar("Row", bound=ResourceRow)
Resource = dict[str, Any]

# What a reader needs one of to be shown resources of a keeper; nothing for those about no person.
Permissions = tuple[str, ...]


class Keeper(Generic[Row]):
    """The owner of some FHIR types, all kept in one table; this one keeps resources about no patient."""

    def __init__(
        self, kinds: Sequence[str], store: ResourceStore[Row], *, readable_with: Permissions = ()
    ) -> None:
        self.kinds = frozenset(kinds)
        self.store = store
        self.readable_with = readable_with

    @step
    def add(self, resource: Resource, *, row_id: UUID, origin: Origin = HERE) -> Row:
        """Store a new, valid resource whose references lead somewhere; raises Invalid when the house refuses it."""
        return self.store.add(resource, place_of_house(), row_id=row_id, origin=origin, **self.more(resource))

    @step
    def change(self, row_id: UUID, resource: Resource, *, expected_version: int | None) -> Row:
        """Store the next version; raises NoSuchResource, VersionConflict, and Invalid as `add` does."""
        place = place_of_house()
        return self.store.change(
            row_id, resource, place, expected_version=expected_version, **self.more(resource)
        )

    def more(self, resource: Resource) -> dict[str, Any]:
        """The columns of the owner's own that follow from the resource."""
        return {}

    def shown(self, row: Any) -> Resource:
        """The resource of a row, or of a row of the history, as it is given to others."""
        return self.store.content(row)

    def find_people(
        self, conditions: Sequence[PersonCondition], among: Sequence[UUID] | None
    ) -> Sequence[UUID]:
        """The ids of those who meet conditions on names, births and the like; raises Invalid if it can't be told."""
        raise Invalid([Issue(conditions[0].parameter, "not-supported", "is not searched for this type")])


AnyKeeper = Keeper[Any]


def local_id(reference: str, kind: str) -> UUID | None:
    """The id in a reference to a resource of that type here, None for any other reference."""
    prefix, _, identity = reference.partition("/")
    try:
        return UUID(identity[:36]) if prefix == kind and len(identity) >= 36 else None
    except ValueError:
        return None


def naming_owner(resource: Resource, owner: UUID | None) -> Resource:
    """The resource naming the patient whose record it is in now: a merge rewrites no body."""
    for element in ("subject", "patient"):
        named = resource.get(element)
        if not owner or not isinstance(named, dict):
            continue
        if local_id(named.get("reference", ""), "Patient") not in (None, owner):
            resource[element] = named | {"reference": f"Patient/{owner}"}
    return resource


def joined_name(names: Sequence[dict[str, Any]]) -> str:
    """The first of some FHIR HumanNames as one line."""
    if not names:
        return ""
    name = names[0]
    parts = [*name.get("prefix", ()), *name.get("given", ()), name.get("family", ""), *name.get("suffix", ())]
    return " ".join(part for part in parts if part) or str(name.get("text", ""))
