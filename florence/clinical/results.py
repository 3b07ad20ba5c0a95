"""Flags of results, and when a value is old."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from florence.clinical.ages import Age
from florence.clinical.bands import Band
from florence.clinical.ranges import critical_range, usual_range

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# House rule (behaviour A4-07): a vital sign older than this is shown with its age.
OLD_AFTER = timedelta(days=7)


class Flag(StrEnum):
    """UNKNOWN: there is a value but no range for it. INCOMPLETE: there is no value."""

    NORMAL = "normal"
    LOW = "low"
    HIGH = "high"
    CRITICAL_LOW = "critical low"
    CRITICAL_HIGH = "critical high"
    UNKNOWN = "unknown"
    INCOMPLETE = "incomplete"

    @property
    def interpretation(self) -> str | None:
        """The code in HL7 v3 ObservationInterpretation, None where the result has none."""
        return _INTERPRETATIONS.get(self)

    @property
    def label(self) -> "_StrPromise":
        """The words for the screen."""
        return _LABELS[self]

    @property
    def is_abnormal(self) -> bool:
        """Whether the value lies outside the usual range."""
        return self in (Flag.LOW, Flag.HIGH, Flag.CRITICAL_LOW, Flag.CRITICAL_HIGH)

    @property
    def is_critical(self) -> bool:
        """Whether somebody must be told at once."""
        return self in (Flag.CRITICAL_LOW, Flag.CRITICAL_HIGH)


_INTERPRETATIONS = {
    Flag.NORMAL: "N",
    Flag.LOW: "L",
    Flag.HIGH: "H",
    Flag.CRITICAL_LOW: "LL",
    Flag.CRITICAL_HIGH: "HH",
}
_LABELS = {
    Flag.NORMAL: _("usual"),
    Flag.LOW: _("low"),
    Flag.HIGH: _("high"),
    Flag.CRITICAL_LOW: _("critically low"),
    Flag.CRITICAL_HIGH: _("critically high"),
    Flag.UNKNOWN: _("no range known"),
    Flag.INCOMPLETE: _("incomplete"),
}


def interpret(value: Decimal | None, usual: Band | None, critical: Band | None = None) -> Flag:
    """The flag of a value. Critical bounds are inclusive (A6-08), usual bounds are still usual."""
    if value is None:
        return Flag.INCOMPLETE
    if critical is not None:
        if critical.low is not None and value <= critical.low:
            return Flag.CRITICAL_LOW
        if critical.high is not None and value >= critical.high:
            return Flag.CRITICAL_HIGH
    return _interpret_usual(value, usual)


def flag_of(
    code: str,
    value: Decimal | None,
    unit: str,
    sex: str | None = None,
    age: Age | None = None,
) -> Flag:
    """The flag of a value by the shipped tables; `age` is the age when the specimen or measure was taken."""
    return interpret(value, usual_range(code, unit, sex, age), critical_range(code, unit, sex, age))


def is_over_a_week_old(taken_at: datetime, now: datetime) -> bool:
    """Whether a vital sign must be shown with the words "over a week old" (A4-07). Both times are aware."""
    return now - taken_at > OLD_AFTER


def _interpret_usual(value: Decimal, usual: Band | None) -> Flag:
    if usual is None:
        return Flag.UNKNOWN
    if usual.low is not None and value < usual.low:
        return Flag.LOW
    if usual.high is not None and value > usual.high:
        return Flag.HIGH
    return Flag.NORMAL
