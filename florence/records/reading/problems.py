"""Problems and diagnoses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.fhir.rows import ResourceRow
from florence.records.reading.concepts import code_in, name_of, notes_of
from florence.records.reading.people import author_of
from florence.records.reading.times import RecordedTime, read_time, time_in
from florence.terminology.systems import CONDITION_CLINICAL, CONDITION_VERIFICATION, ICD_10_CM

ACTIVE = ("active", "recurrence", "relapse")

CLINICAL: dict[str, Promise] = {
    "active": gettext_lazy("Active"),
    "recurrence": gettext_lazy("Active again"),
    "relapse": gettext_lazy("Relapse"),
    "inactive": gettext_lazy("Inactive"),
    "remission": gettext_lazy("In remission"),
    "resolved": gettext_lazy("Resolved"),
}
VERIFICATION: dict[str, Promise] = {
    "unconfirmed": gettext_lazy("not confirmed"),
    "provisional": gettext_lazy("provisional"),
    "differential": gettext_lazy("one of several possibilities"),
    "confirmed": gettext_lazy("confirmed"),
    "refuted": gettext_lazy("Refuted"),
    "entered-in-error": gettext_lazy("Entered in error"),
}


@dataclass(frozen=True)
class Problem:
    """One entry of the problem list; `code` is its ICD-10-CM code, "" when it has none."""

    id: UUID
    version: int
    name: str
    code: str
    status: str
    is_active: bool
    is_withdrawn: bool
    verification: str
    since: RecordedTime | None
    until: RecordedTime | None
    recorded: RecordedTime | None
    author: str
    note: str

    @property
    def is_uncertain(self) -> bool:
        """Whether the reader must see that it is not confirmed."""
        return bool(self.verification) and self.verification != str(VERIFICATION["confirmed"])


def read_problem(row: ResourceRow, resource: dict[str, Any], names: Mapping[str, str]) -> Problem:
    """The entry that a Condition makes."""
    verification = code_in(resource.get("verificationStatus"), CONDITION_VERIFICATION)
    clinical = code_in(resource.get("clinicalStatus"), CONDITION_CLINICAL)
    until = time_in(resource, "abatement")
    is_withdrawn = verification in ("refuted", "entered-in-error")
    return Problem(
        id=row.id,
        version=row.version,
        name=name_of(resource.get("code")),
        code=code_in(resource.get("code"), ICD_10_CM),
        status=str(VERIFICATION[verification] if is_withdrawn else CLINICAL.get(clinical, _status(until))),
        is_active=not is_withdrawn and (clinical in ACTIVE or (not clinical and until is None)),
        is_withdrawn=is_withdrawn,
        verification="" if is_withdrawn else str(VERIFICATION.get(verification, "")),
        since=time_in(resource, "onset"),
        until=until,
        recorded=read_time(resource.get("recordedDate")),
        author=author_of(resource, names),
        note=notes_of(resource),
    )


def _status(until: RecordedTime | None) -> str:
    return _("Resolved") if until else _("Status not recorded")
