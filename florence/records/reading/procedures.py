"""Procedures and operations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.fhir.rows import ResourceRow
from florence.records.reading.concepts import name_of, notes_of, words_of
from florence.records.reading.people import author_of
from florence.records.reading.times import RecordedTime, time_in

_STATUSES: dict[str, Promise] = {
    "preparation": gettext_lazy("Planned"),
    "in-progress": gettext_lazy("In progress"),
    "not-done": gettext_lazy("Not done"),
    "on-hold": gettext_lazy("Paused"),
    "stopped": gettext_lazy("Stopped"),
    "completed": gettext_lazy("Done"),
    "entered-in-error": gettext_lazy("Entered in error"),
}


@dataclass(frozen=True)
class Procedure:
    """One procedure."""

    id: UUID
    version: int
    name: str
    status: str
    is_done: bool
    is_withdrawn: bool
    performed: RecordedTime | None
    author: str
    reason: str
    outcome: str
    note: str


def read_procedure(row: ResourceRow, resource: dict[str, Any], names: Mapping[str, str]) -> Procedure:
    """The entry that a Procedure makes."""
    status = resource.get("status", "")
    reasons = [words_of(reason) for reason in resource.get("reasonCode") or ()]
    reasons += [str(reason.get("display") or "") for reason in resource.get("reasonReference") or ()]
    return Procedure(
        id=row.id,
        version=row.version,
        name=name_of(resource.get("code")),
        status=str(_STATUSES.get(status, _("Status not recorded"))),
        is_done=status == "completed",
        is_withdrawn=status == "entered-in-error",
        performed=time_in(resource, "performed"),
        author=author_of(resource, names),
        reason=", ".join(dict.fromkeys(words for words in reasons if words)),
        outcome=words_of(resource.get("outcome")),
        note=notes_of(resource),
    )
