"""NEWS2, the early-warning score for people of 16 years and older, not for pregnancy.

Source: Royal College of Physicians, National Early Warning Score (NEWS) 2, report of 2017. Reproduced with
acknowledgement, thresholds unchanged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from typing import cast

VERSION = "NEWS2, Royal College of Physicians 2017"
REVIEW_TOTAL = 5
EMERGENCY_TOTAL = 7
RED_SCORE = 3

# (highest value of the step, points); the last step is open. Steps are read from the lowest value up.
Steps = tuple[tuple[str, int], ...]
_OPEN = "Infinity"
_BREATHING: Steps = (("8", 3), ("11", 1), ("20", 0), ("24", 2), (_OPEN, 3))
_SATURATION_1: Steps = (("91", 3), ("93", 2), ("95", 1), (_OPEN, 0))
_SATURATION_2_AIR: Steps = (("83", 3), ("85", 2), ("87", 1), (_OPEN, 0))
_SATURATION_2_OXYGEN: Steps = (
    ("83", 3),
    ("85", 2),
    ("87", 1),
    ("92", 0),
    ("94", 1),
    ("96", 2),
    (_OPEN, 3),
)
_SYSTOLIC: Steps = (("90", 3), ("100", 2), ("110", 1), ("219", 0), (_OPEN, 3))
_PULSE: Steps = (("40", 3), ("50", 1), ("90", 0), ("110", 1), ("130", 2), (_OPEN, 3))
_TEMPERATURE: Steps = (("35.0", 3), ("36.0", 1), ("38.0", 0), ("39.0", 1), (_OPEN, 2))
_OXYGEN_POINTS = 2


class Consciousness(StrEnum):
    """ACVPU. New confusion scores like any answer below alert."""

    ALERT = "alert"
    CONFUSION = "new confusion"
    VOICE = "voice"
    PAIN = "pain"
    UNRESPONSIVE = "unresponsive"


class Response(StrEnum):
    """What the score asks for."""

    ROUTINE = "routine"
    SINGLE_RED = "urgent ward review: one measurement scores 3"
    REVIEW = "urgent review within 1 hour"
    EMERGENCY = "emergency review within 30 minutes"


@dataclass(frozen=True)
class News2Input:
    """What is measured: rates per minute, saturation in %, pressure in mm[Hg], temperature in Cel.

    `scale_2` is for people with a prescribed saturation of 88 to 92 %, and only by a doctor's decision.
    """

    breathing_rate: Decimal | None
    saturation: Decimal | None
    on_oxygen: bool | None
    systolic: Decimal | None
    pulse: Decimal | None
    consciousness: Consciousness | None
    temperature: Decimal | None
    scale_2: bool = False


@dataclass(frozen=True)
class News2Score:
    """The total, or None with the names of what is missing."""

    total: int | None
    response: Response | None
    points: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def score_news2(given: News2Input) -> News2Score:
    """The aggregate score. Anything missing makes it incomplete: no total and no response."""
    missing = tuple(item.name for item in fields(given) if getattr(given, item.name) is None)
    if missing:
        return News2Score(None, None, missing=missing)
    points = _points(given)
    total = sum(points.values())
    return News2Score(total, _response(total, max(points.values())), points)


def _points(given: News2Input) -> dict[str, int]:
    return {
        "breathing_rate": _step(given.breathing_rate, _BREATHING),
        "saturation": _step(given.saturation, _saturation_steps(given)),
        "on_oxygen": _OXYGEN_POINTS if given.on_oxygen else 0,
        "systolic": _step(given.systolic, _SYSTOLIC),
        "pulse": _step(given.pulse, _PULSE),
        "consciousness": 0 if given.consciousness is Consciousness.ALERT else RED_SCORE,
        "temperature": _step(given.temperature, _TEMPERATURE),
    }


def _saturation_steps(given: News2Input) -> Steps:
    if not given.scale_2:
        return _SATURATION_1
    return _SATURATION_2_OXYGEN if given.on_oxygen else _SATURATION_2_AIR


def _step(value: Decimal | None, steps: Steps) -> int:
    measured = cast(Decimal, value)  # score_news2 has sorted out what is missing
    return next(points for highest, points in steps if measured <= Decimal(highest))


def _response(total: int, highest: int) -> Response:
    if total >= EMERGENCY_TOTAL:
        return Response.EMERGENCY
    if total >= REVIEW_TOTAL:
        return Response.REVIEW
    return Response.SINGLE_RED if highest == RED_SCORE else Response.ROUTINE
