"""Medicines: what, how, since when; a dose that nobody recorded is said to be missing, never left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from florence.fhir.rows import ResourceRow
from florence.records.reading.concepts import name_of, notes_of, words_of
from florence.records.reading.people import author_of
from florence.records.reading.times import RecordedTime, read_time, time_in
from florence.ui import figures

CURRENT = ("active", "on-hold", "intended")

_STATUSES: dict[str, tuple[Promise, str, str]] = {
    "active": (gettext_lazy("Taking"), "", "circle-check"),
    "intended": (gettext_lazy("Planned"), "", "circle-dashed"),
    "on-hold": (gettext_lazy("Paused"), "warn", "player-pause"),
    "completed": (gettext_lazy("Finished"), "", "check"),
    "stopped": (gettext_lazy("Stopped"), "", "circle-x"),
    "cancelled": (gettext_lazy("Cancelled"), "", "circle-x"),
    "not-taken": (gettext_lazy("Not taken"), "", "circle-x"),
    "draft": (gettext_lazy("Draft"), "", "circle-dashed"),
}
_UNITS: dict[str, tuple[Promise, Promise]] = {
    "min": (gettext_lazy("minute"), gettext_lazy("minutes")),
    "h": (gettext_lazy("hour"), gettext_lazy("hours")),
    "d": (gettext_lazy("day"), gettext_lazy("days")),
    "wk": (gettext_lazy("week"), gettext_lazy("weeks")),
    "mo": (gettext_lazy("month"), gettext_lazy("months")),
    "a": (gettext_lazy("year"), gettext_lazy("years")),
}


@dataclass(frozen=True)
class Medicine:
    """One prescription or statement; `how` is "" when no dose was recorded."""

    id: UUID
    version: int
    name: str
    how: str
    status: str
    tone: str
    icon: str
    is_current: bool
    is_taken: bool
    started: RecordedTime | None
    author: str
    reason: str
    note: str


def read_medicine(row: ResourceRow, resource: dict[str, Any], names: Mapping[str, str]) -> Medicine:
    """The entry that a MedicationRequest or MedicationStatement makes."""
    code = resource.get("status", "")
    words, tone, icon = _STATUSES.get(code, (_("Status not recorded"), "", "help"))
    return Medicine(
        id=row.id,
        version=row.version,
        name=_name(resource),
        how="; ".join(_all_doses(resource)),
        status=str(words),
        tone=tone,
        icon=icon,
        is_current=code in CURRENT,
        is_taken=code == "active",
        started=read_time(resource.get("authoredOn")) or time_in(resource, "effective"),
        author=author_of(resource, names),
        reason=_reason(resource),
        note=notes_of(resource),
    )


def dose_words(dosage: dict[str, Any]) -> str:
    """How much, by which way, how often; "" when the dosage says none of them."""
    if dosage.get("text"):
        return str(dosage["text"])
    timing = dosage.get("timing") or {}
    parts = [
        _amount(dosage),
        words_of(dosage.get("route")),
        _frequency(timing.get("repeat") or {}) or words_of(timing.get("code")),
        _when_needed(dosage),
    ]
    return ", ".join(part for part in parts if part)


def _all_doses(resource: dict[str, Any]) -> list[str]:
    dosages = resource.get("dosageInstruction") or resource.get("dosage") or ()
    return [words for words in (dose_words(dosage) for dosage in dosages) if words]


def _name(resource: dict[str, Any]) -> str:
    concept = resource.get("medicationCodeableConcept")
    if concept is None:
        named = (resource.get("medicationReference") or {}).get("display")
        return str(named) if named else name_of(None)
    return name_of(concept)


def _reason(resource: dict[str, Any]) -> str:
    coded = [words_of(reason) for reason in resource.get("reasonCode") or ()]
    named = [str(reason.get("display") or "") for reason in resource.get("reasonReference") or ()]
    return ", ".join(dict.fromkeys(words for words in [*coded, *named] if words))


def _amount(dosage: dict[str, Any]) -> str:
    for each in dosage.get("doseAndRate") or ():
        quantity = each.get("doseQuantity")
        if quantity and quantity.get("value") is not None:
            unit = quantity.get("unit") or quantity.get("code") or ""
            return f"{figures.dose(Decimal(str(quantity['value'])))} {figures.unit_words(unit)}".strip()
    return ""


def _frequency(repeat: dict[str, Any]) -> str:
    unit = _UNITS.get(repeat.get("periodUnit", ""))
    if unit is None:
        return ""
    times, period = int(repeat.get("frequency", 1)), Decimal(str(repeat.get("period", 1)))
    if period == 1:
        return _times_a(times, str(unit[0]))
    every = _("every %(number)s %(units)s") % {"number": figures.dose(period), "units": unit[1]}
    if times == 1:
        return every
    return _("%(times)s %(every)s") % {"times": _times(times), "every": every}


def _times_a(times: int, unit: str) -> str:
    named = {1: _("once a %(unit)s"), 2: _("twice a %(unit)s")}.get(times)
    if named is None:
        named = _("%(times)s times a %(unit)s")
    return named % {"times": times, "unit": unit}


def _times(times: int) -> str:
    return ngettext("%(count)d time", "%(count)d times", times) % {"count": times}


def _when_needed(dosage: dict[str, Any]) -> str:
    if dosage.get("asNeededBoolean") is True:
        return _("when needed")
    reason = words_of(dosage.get("asNeededCodeableConcept"))
    return _("when needed for %(reason)s") % {"reason": reason} if reason else ""
