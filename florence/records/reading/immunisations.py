"""Immunisations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.fhir.rows import ResourceRow
from florence.records.reading.concepts import code_in, name_of, notes_of, words_of
from florence.records.reading.people import author_of
from florence.records.reading.times import RecordedTime, read_time, time_in
from florence.terminology.systems import CVX
from florence.terminology.vaccines import find_vaccine

_STATUSES: dict[str, Promise] = {
    "completed": gettext_lazy("Given"),
    "not-done": gettext_lazy("Not given"),
}


@dataclass(frozen=True)
class Immunisation:
    """One dose given, or not given with its reason; `code` is the vaccine's CVX code, "" when it has none."""

    id: UUID
    version: int
    code: str
    vaccine: str
    against: str
    status: str
    is_given: bool
    given: RecordedTime | None
    dose: str
    lot: str
    expires: RecordedTime | None
    site: str
    reason: str
    author: str
    note: str


def read_immunisation(row: ResourceRow, resource: dict[str, Any], names: Mapping[str, str]) -> Immunisation:
    """The entry that an Immunization makes."""
    status = resource.get("status", "")
    code = code_in(resource.get("vaccineCode"), CVX)
    vaccine = find_vaccine(code)
    site = [words_of(resource.get("site")), words_of(resource.get("route"))]
    return Immunisation(
        id=row.id,
        version=row.version,
        code=code,
        vaccine=name_of(resource.get("vaccineCode")),
        against=", ".join(vaccine.groups) if vaccine else "",
        status=str(_STATUSES.get(status, _("Status not recorded"))),
        is_given=status == "completed",
        given=time_in(resource, "occurrence"),
        dose=_dose(resource),
        lot=str(resource.get("lotNumber") or ""),
        expires=read_time(resource.get("expirationDate")),
        site=", ".join(words for words in site if words),
        reason=words_of(resource.get("statusReason")),
        author=author_of(resource, names),
        note=notes_of(resource),
    )


def _dose(resource: dict[str, Any]) -> str:
    protocol: dict[str, Any] = next(iter(resource.get("protocolApplied") or ()), {})
    number = protocol.get("doseNumberPositiveInt") or protocol.get("doseNumberString")
    series = protocol.get("seriesDosesPositiveInt") or protocol.get("seriesDosesString")
    if not number:
        return ""
    if series:
        return _("dose %(number)s of %(series)s") % {"number": number, "series": series}
    return _("dose %(number)s") % {"number": number}
