"""Rows as the stored resources that the FHIR endpoints give out."""

from typing import Any

from florence.fhir.interactions import Stored
from florence.security.keeping import AnyKeeper

Resource = dict[str, Any]


def stored(keeper: AnyKeeper, row: Any) -> Stored:
    """The present version of a row."""
    resource: Resource = {} if row.deleted else shown_as(keeper, row)
    return Stored(row.type, row.id, row.version, row.recorded_at, resource, row.deleted)


def shown_as(keeper: AnyKeeper, row: Any) -> Resource:
    """The resource of a row, opened once however often it is asked for."""
    known: Resource | None = getattr(row, "shown_resource", None)
    if known is None:
        known = row.shown_resource = keeper.shown(row)
    return known
