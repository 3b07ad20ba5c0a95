"""The vital signs Florence records: LOINC code, UCUM unit, words for staff and for patients.

This material contains content from LOINC (http://loinc.org). Codes follow the vital signs profile of FHIR R4.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

BLOOD_PRESSURE = "85354-9"
SYSTOLIC = "8480-6"
DIASTOLIC = "8462-4"
HEART_RATE = "8867-4"
BREATHING_RATE = "9279-1"
TEMPERATURE = "8310-5"
OXYGEN_SATURATION = "2708-6"
HEIGHT = "8302-2"
WEIGHT = "29463-7"
BODY_MASS_INDEX = "39156-5"
HEAD_CIRCUMFERENCE = "9843-4"
PAIN = "72514-3"


@dataclass(frozen=True)
class VitalSign:
    """One measurement. `decimals` is how many one writes down; `same_as` are codes others send for it."""

    key: str
    code: str
    display: str
    unit: str
    decimals: int
    label: "_StrPromise"
    patient_label: "_StrPromise"
    same_as: tuple[str, ...] = ()


VITAL_SIGNS: tuple[VitalSign, ...] = (
    VitalSign(
        "systolic",
        SYSTOLIC,
        "Systolic blood pressure",
        "mm[Hg]",
        0,
        _("Systolic pressure"),
        _("Blood pressure, upper number"),
    ),
    VitalSign(
        "diastolic",
        DIASTOLIC,
        "Diastolic blood pressure",
        "mm[Hg]",
        0,
        _("Diastolic pressure"),
        _("Blood pressure, lower number"),
    ),
    VitalSign(
        "heart_rate",
        HEART_RATE,
        "Heart rate",
        "/min",
        0,
        _("Heart rate"),
        _("Pulse"),
        ("8889-8", "8893-0"),
    ),
    VitalSign(
        "breathing_rate",
        BREATHING_RATE,
        "Respiratory rate",
        "/min",
        0,
        _("Respiratory rate"),
        _("Breaths per minute"),
    ),
    VitalSign(
        "temperature",
        TEMPERATURE,
        "Body temperature",
        "Cel",
        1,
        _("Temperature"),
        _("Body temperature"),
        ("8331-1", "8328-7"),
    ),
    VitalSign(
        "oxygen_saturation",
        OXYGEN_SATURATION,
        "Oxygen saturation in Arterial blood",
        "%",
        0,
        _("Oxygen saturation"),
        _("Oxygen in your blood"),
        ("59408-5",),
    ),
    VitalSign(
        "height",
        HEIGHT,
        "Body height",
        "cm",
        1,
        _("Height"),
        _("Height"),
        ("8306-3", "3137-7"),
    ),
    VitalSign("weight", WEIGHT, "Body weight", "kg", 1, _("Weight"), _("Weight"), ("3141-9",)),
    VitalSign(
        "body_mass_index",
        BODY_MASS_INDEX,
        "Body mass index",
        "kg/m2",
        1,
        _("Body mass index"),
        _("Weight for your height"),
    ),
    VitalSign(
        "head_circumference",
        HEAD_CIRCUMFERENCE,
        "Head Occipital-frontal circumference",
        "cm",
        1,
        _("Head circumference"),
        _("Size of the head"),
        ("8287-5",),
    ),
    VitalSign(
        "pain",
        PAIN,
        "Pain severity - 0-10 verbal numeric rating",
        "{score}",
        0,
        _("Pain"),
        _("Pain, from 0 to 10"),
    ),
)


def vital_sign(code: str) -> VitalSign | None:
    """The vital sign of a LOINC code, also of the codes others use for it; None for any other code."""
    return _by_code().get(code)


@cache
def _by_code() -> dict[str, VitalSign]:
    return {code: sign for sign in VITAL_SIGNS for code in (sign.code, *sign.same_as)}
