"""Measurements and results: value, unit, usual range, flag, and how old the value is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from florence.clinical.bands import Band
from florence.clinical.ranges import critical_range, usual_range
from florence.clinical.results import Flag, interpret
from florence.clinical.vitals import BLOOD_PRESSURE, DIASTOLIC, SYSTOLIC, vital_sign
from florence.fhir.rows import ResourceRow
from florence.records.reading.concepts import code_in, first_code, name_of, notes_of, words_of
from florence.records.reading.people import Person, author_of
from florence.records.reading.test_names import short_name
from florence.records.reading.times import RecordedTime, read_moment
from florence.terminology.systems import INTERPRETATION, LOINC
from florence.ui import charts, figures

# The panel code of today and the one that older systems send for it.
PRESSURES = (BLOOD_PRESSURE, "55284-4")

_INTERPRETED = {
    "N": Flag.NORMAL,
    "L": Flag.LOW,
    "H": Flag.HIGH,
    "LL": Flag.CRITICAL_LOW,
    "HH": Flag.CRITICAL_HIGH,
}
_WITHDRAWN = ("entered-in-error", "cancelled")


@dataclass(frozen=True)
class Measurement:
    """One value; a value with parts, such as blood pressure, has them in `parts`.

    `text` is the value in words when it is no number. Without either the measurement is incomplete.
    """

    name: str
    code: str
    value: Decimal | None = None
    text: str = ""
    unit: str = ""
    usual: Band | None = None
    flag: Flag = Flag.UNKNOWN
    at: RecordedTime | None = None
    id: UUID | None = None
    version: int = 1
    category: str = ""
    status: str = ""
    author: str = ""
    note: str = ""
    parts: tuple["Measurement", ...] = field(default=())

    @property
    def moment(self) -> datetime | None:
        """When it was taken."""
        return self.at.starts if self.at else None

    @property
    def is_pressure(self) -> bool:
        """Whether it is a blood pressure with both its numbers."""
        return self.code in PRESSURES and len(self.parts) > 1

    @property
    def is_abnormal(self) -> bool:
        """Whether the value, or one of its parts, lies outside the usual range."""
        return self.flag.is_abnormal or any(part.is_abnormal for part in self.parts)

    @property
    def is_critical(self) -> bool:
        """Whether the value, or one of its parts, is critical."""
        return self.flag.is_critical or any(part.is_critical for part in self.parts)

    @property
    def mark(self) -> str:
        """The flag as the result row wants it: "high", "critical-low" …, "" for usual or unknown."""
        return self.flag.value.replace(" ", "-") if self.flag.is_abnormal else ""

    @property
    def usual_words(self) -> str:
        """The usual range, as 3.5–5.3; "" when none is known."""
        return range_words(self.usual)

    @property
    def bar(self) -> SafeString:
        """The range bar, empty when there is no range of two bounds."""
        band = self.usual
        if (
            self.value is None
            or band is None
            or band.low is None
            or band.high is None
            or band.high <= band.low
        ):
            return SafeString("")
        return charts.range_bar(self.value, band.low, band.high)

    @property
    def words(self) -> str:
        """The value with its unit in one line, "Not recorded" when there is none."""
        if self.text:
            return self.text
        if self.value is None:
            return ", ".join(f"{part.name} {part.words}" for part in self.parts) or _("Not recorded")
        return f"{figures.amount(self.value)} {figures.unit_words(self.unit)}".strip()


def read_measurement(
    row: ResourceRow, resource: dict[str, Any], names: Mapping[str, str], person: Person
) -> Measurement:
    """The entry that an Observation makes, judged by the sex and by the age when it was taken."""
    at = read_moment(row.starts)
    parts = [_read_values(part, person, at) for part in resource.get("component") or ()]
    read = _read_values(resource, person, at)
    is_pressure = read.code in PRESSURES
    if is_pressure:
        parts.sort(key=lambda part: part.code != SYSTOLIC)
    return Measurement(
        id=row.id,
        version=row.version,
        name=_("Blood pressure") if is_pressure else read.name,
        code=read.code,
        value=read.value,
        text=pressure_words(parts) if is_pressure else read.text,
        unit="mm[Hg]" if is_pressure else read.unit,
        usual=read.usual,
        flag=_worst(parts) if is_pressure else read.flag,
        at=at,
        category=first_code(next(iter(resource.get("category") or ()), None)),
        status=resource.get("status", ""),
        author=author_of(resource, names),
        note=notes_of(resource),
        parts=tuple(parts),
    )


def is_withdrawn(resource: dict[str, Any]) -> bool:
    """Whether the measurement does not count any more."""
    return resource.get("status") in _WITHDRAWN


def range_words(band: Band | None) -> str:
    """A range in figures; "" for none. A lower bound of zero goes unsaid."""
    if band is None:
        return ""
    if not band.low:
        return f"≤ {figures.dose(band.high)}" if band.high is not None else ""
    if band.high is None:
        return f"≥ {figures.dose(band.low)}"
    return f"{figures.dose(band.low)}–{figures.dose(band.high)}"


def pressure_words(parts: list[Measurement]) -> str:
    """Both numbers of a blood pressure, as 120/80; "" when one is missing."""
    values = {part.code: part.value for part in parts}
    upper, lower = values.get(SYSTOLIC), values.get(DIASTOLIC)
    return f"{figures.dose(upper)}/{figures.dose(lower)}" if upper is not None and lower is not None else ""


def _read_values(given: dict[str, Any], person: Person, at: RecordedTime | None) -> Measurement:
    code = code_in(given.get("code"), LOINC) or first_code(given.get("code"))
    quantity = given.get("valueQuantity") or {}
    value = _number(quantity.get("value", given.get("valueInteger")))
    unit = str(quantity.get("code") or quantity.get("unit") or "")
    age = person.age_at(at.starts if at else None)
    usual = _own_range(given, unit) or usual_range(code, unit, person.sex, age)
    critical = critical_range(code, unit, person.sex, age)
    text = "" if value is not None else _text(given)
    return Measurement(
        name=_name(given, code),
        code=code,
        value=value,
        text=text,
        unit=unit,
        usual=usual,
        flag=_own_flag(given) or (Flag.UNKNOWN if text else interpret(value, usual, critical)),
        at=at,
    )


def _name(given: dict[str, Any], code: str) -> str:
    sign = vital_sign(code)
    return str(sign.label) if sign else short_name(code, name_of(given.get("code")))


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _text(given: dict[str, Any]) -> str:
    if concept := given.get("valueCodeableConcept"):
        return words_of(concept)
    if "valueBoolean" in given:
        return _("Yes") if given["valueBoolean"] else _("No")
    if "valueString" in given:
        return str(given["valueString"])
    missing = words_of(given.get("dataAbsentReason"))
    return _("not measured: %(reason)s") % {"reason": missing} if missing else ""


def _own_range(given: dict[str, Any], unit: str) -> Band | None:
    """The range that came with the result, which goes before any table of ours."""
    for each in given.get("referenceRange") or ():
        low, high = (_number((each.get(bound) or {}).get("value")) for bound in ("low", "high"))
        if low is not None or high is not None:
            return Band("", unit, low, high, _("Range of the laboratory"))
    return None


def _own_flag(given: dict[str, Any]) -> Flag | None:
    for each in given.get("interpretation") or ():
        flag = _INTERPRETED.get(code_in(each, INTERPRETATION))
        if flag:
            return flag
    return None


def _worst(parts: list[Measurement]) -> Flag:
    order = [Flag.CRITICAL_HIGH, Flag.CRITICAL_LOW, Flag.HIGH, Flag.LOW, Flag.NORMAL]
    flags = {part.flag for part in parts}
    return next((flag for flag in order if flag in flags), Flag.UNKNOWN)
