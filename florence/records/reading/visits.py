"""Visits and stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.fhir.rows import ResourceRow
from florence.records.reading.concepts import code_in, words_of
from florence.records.reading.people import author_of, name_in
from florence.records.reading.times import RecordedTime, read_time
from florence.terminology.systems import ICD_10_CM

_CLASSES: dict[str, Promise] = {
    "AMB": gettext_lazy("Outpatient visit"),
    "EMER": gettext_lazy("Emergency"),
    "IMP": gettext_lazy("Inpatient stay"),
    "ACUTE": gettext_lazy("Inpatient stay"),
    "NONAC": gettext_lazy("Inpatient stay"),
    "OBSENC": gettext_lazy("Observation stay"),
    "SS": gettext_lazy("Short stay"),
    "HH": gettext_lazy("Home visit"),
    "VR": gettext_lazy("Video or phone visit"),
}
_STATUSES: dict[str, tuple[Promise, str, str]] = {
    "planned": (gettext_lazy("Planned"), "", "circle-dashed"),
    "arrived": (gettext_lazy("Arrived"), "info", "walk"),
    "triaged": (gettext_lazy("Triaged"), "info", "walk"),
    "in-progress": (gettext_lazy("Now"), "info", "clock"),
    "onleave": (gettext_lazy("On leave"), "warn", "player-pause"),
    "finished": (gettext_lazy("Finished"), "", "check"),
    "cancelled": (gettext_lazy("Cancelled"), "", "circle-x"),
    "entered-in-error": (gettext_lazy("Entered in error"), "", "circle-x"),
}


@dataclass(frozen=True)
class Visit:
    """One contact or stay; `class_code` is its HL7 v3 ActCode, `reason_code` its first ICD-10-CM code of a reason."""

    id: UUID
    version: int
    class_code: str
    kind: str
    what: str
    reason: str
    reason_code: str
    status: str
    tone: str
    icon: str
    is_finished: bool
    is_withdrawn: bool
    started: RecordedTime | None
    ended: RecordedTime | None
    author: str
    where: str

    @property
    def day_after(self) -> str:
        """The moment a day after it began, from which looking back shows what belongs to it; "" without a time."""
        starts = self.started.starts if self.started else None
        return (starts + timedelta(days=1)).isoformat() if starts else ""


def read_visit(row: ResourceRow, resource: dict[str, Any], names: Mapping[str, str]) -> Visit:
    """The entry that an Encounter makes."""
    code = resource.get("status", "")
    words, tone, icon = _STATUSES.get(code, (_("Status not recorded"), "", "help"))
    period = resource.get("period") or {}
    class_code = str((resource.get("class") or {}).get("code", ""))
    kind = str(_CLASSES.get(class_code, _("Visit")))
    concepts = resource.get("reasonCode") or ()
    reasons = [words_of(reason) for reason in concepts]
    return Visit(
        id=row.id,
        version=row.version,
        class_code=class_code,
        kind=kind,
        what=words_of(next(iter(resource.get("type") or ()), None)) or kind,
        reason=", ".join(dict.fromkeys(words for words in reasons if words)),
        reason_code=next(filter(None, (code_in(each, ICD_10_CM) for each in concepts)), ""),
        status=str(words),
        tone=tone,
        icon=icon,
        is_finished=code == "finished",
        is_withdrawn=code == "entered-in-error",
        started=read_time(period.get("start")),
        ended=read_time(period.get("end")),
        author=author_of(resource, names),
        where=name_in(resource.get("serviceProvider") or {}, names),
    )
