"""Recording a set of vital signs: one Observation for each, blood pressure as one with two parts.

Impossible values are refused; unlikely ones are asked about, and accepted when the person confirms them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from florence.clinical.ages import Age
from florence.clinical.calculators import body_mass_index
from florence.clinical.plausibility import (
    KILOGRAMS_IN_A_POUND,
    Plausibility,
    Verdict,
    check_plausibility,
    is_pressure_possible,
    looks_like_pounds,
)
from florence.clinical.vitals import (
    BLOOD_PRESSURE,
    BODY_MASS_INDEX,
    VITAL_SIGNS,
    VitalSign,
)
from florence.foundation import clock
from florence.foundation.identifiers import new_id
from florence.patients.store import STORE
from florence.records import policies
from florence.records.actions.authors import author_of
from florence.records.actions.entries import forget_draft, note_by, subjects_with
from florence.records.actions.facts import add_fact
from florence.records.models import Resource
from florence.records.reading.people import person_in
from florence.records.store import FACTS
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action
from florence.terminology.systems import LOINC, OBSERVATION_CATEGORY, UCUM
from florence.ui import figures

TYPE = "Observation"
DRAFT = "records.vitals"
SIGNS: dict[str, VitalSign] = {
    sign.key: sign for sign in VITAL_SIGNS if sign.key not in ("body_mass_index", "head_circumference")
}
PRESSURE = ("systolic", "diastolic")

Content = dict[str, Any]


@dataclass(frozen=True)
class VitalsEntry:
    """Measured values by the key of their sign, in the unit of the sign; `confirmed` are unlikely ones that hold."""

    values: Mapping[str, Decimal] = field(default_factory=dict)
    taken_at: datetime | None = None
    confirmed: frozenset[str] = frozenset()
    note: str = ""


class VitalsRefused(ActionError):
    """A value is missing, impossible or contradicts another; `field` names it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class VitalsUnlikely(ActionError):
    """Values are unlikely for the age and were not confirmed; `questions` has a sentence for each by its key."""

    def __init__(self, questions: dict[str, str]) -> None:
        super().__init__(_("Look again at the marked values, and confirm those that are right."))
        self.questions = questions


@action(may=policies.may_record_vitals, subject="subject_id")
def record_vitals(
    actor: Actor, *, subject_id: UUID, entry: VitalsEntry, entry_id: UUID | None = None
) -> list[Resource]:
    """Record a set of vital signs taken at one moment (A4-07); gives their rows.

    With weight and height the body mass index is recorded too. `entry_id` makes it safe to send twice. Raises
    VitalsRefused, VitalsUnlikely.
    """
    taken_at = _moment(entry.taken_at)
    _refuse_wrong(entry, _age_of(subject_id, taken_at))
    _ask_about_pounds(entry, subject_id)
    forget_draft(actor, DRAFT, subject_id)
    set_id = entry_id or new_id()
    shared = _shared(actor, subject_id, taken_at)
    resources = _resources(entry.values, shared)
    if entry.note.strip():
        resources[0][1]["note"] = [note_by(actor, entry.note)]
    return [_add_once(subject_id, uuid5(set_id, key), resource) for key, resource in resources]


def _add_once(subject_id: UUID, row_id: UUID, resource: Content) -> Resource:
    known = FACTS.rows.filter(id=row_id, subject_id=subject_id).first()
    return known or add_fact(resource, subject_id=subject_id, row_id=row_id)


def _resources(values: Mapping[str, Decimal], shared: Content) -> list[tuple[str, Content]]:
    found: list[tuple[str, Content]] = []
    if "systolic" in values:
        found.append(("blood_pressure", _pressure(values, shared)))
    for key, sign in SIGNS.items():
        if key in values and key not in PRESSURE:
            found.append((key, shared | {"code": _code(sign)} | _value(sign, values[key])))
    index = body_mass_index(values.get("weight"), values.get("height"))
    if index.value is not None:
        sign = next(sign for sign in VITAL_SIGNS if sign.code == BODY_MASS_INDEX)
        found.append((sign.key, shared | {"code": _code(sign)} | _value(sign, index.value)))
    return found


def _pressure(values: Mapping[str, Decimal], shared: Content) -> Content:
    """The panel of the vital signs profile of FHIR R4: code 85354-9 with the two numbers as components."""
    code = {"system": LOINC, "code": BLOOD_PRESSURE, "display": "Blood pressure panel"}
    parts = [{"code": _code(SIGNS[key])} | _value(SIGNS[key], values[key]) for key in PRESSURE]
    return shared | {"code": {"coding": [code], "text": "Blood pressure"}, "component": parts}


def _shared(actor: Actor, subject_id: UUID, taken_at: datetime) -> Content:
    category = {"system": OBSERVATION_CATEGORY, "code": "vital-signs", "display": "Vital Signs"}
    return {
        "resourceType": TYPE,
        "status": "final",
        "category": [{"coding": [category]}],
        "subject": {"reference": f"Patient/{subject_id}"},
        "effectiveDateTime": taken_at.isoformat(timespec="seconds"),
        "issued": clock.now().isoformat(timespec="milliseconds"),
        "performer": [author_of(actor)],
    }


def _code(sign: VitalSign) -> Content:
    return {"coding": [{"system": LOINC, "code": sign.code, "display": sign.display}], "text": sign.display}


def _value(sign: VitalSign, value: Decimal) -> Content:
    unit = figures.unit_words(sign.unit) or sign.unit
    return {"valueQuantity": {"value": value, "unit": unit, "system": UCUM, "code": sign.unit}}


def _moment(taken_at: datetime | None) -> datetime:
    now = clock.now()
    if taken_at is None:
        return now
    if taken_at > now:
        raise VitalsRefused("taken_at", _("The time lies in the future. Enter when it was measured"))
    return taken_at


def _age_of(subject_id: UUID, moment: datetime) -> Age | None:
    row = STORE.rows.filter(id=subject_id).first()
    return person_in(STORE.open(row)).age_at(moment) if row else None


def _refuse_wrong(entry: VitalsEntry, age: Age | None) -> None:
    if not entry.values:
        raise VitalsRefused("", _("Enter at least one value"))
    judged = {key: _judged(key, value, age) for key, value in entry.values.items()}
    for key, found in judged.items():
        if found.verdict == Verdict.IMPOSSIBLE:
            raise VitalsRefused(key, _impossible(SIGNS[key], found))
    _refuse_wrong_pressure(entry.values)
    questions = {
        key: _question(SIGNS[key], entry.values[key], found)
        for key, found in judged.items()
        if found.verdict == Verdict.UNLIKELY and key not in entry.confirmed
    }
    if questions:
        raise VitalsUnlikely(questions)


def _ask_about_pounds(entry: VitalsEntry, subject_id: UUID) -> None:
    """A child's weight decides doses: one that is the last one in pounds is asked about."""
    weight, last = entry.values.get("weight"), _last_weight(subject_id)
    if weight is None or last is None or "weight" in entry.confirmed or not looks_like_pounds(weight, last):
        return
    words = _(
        "The last weight was %(last)s kg, which is %(pounds)s pounds. Is %(weight)s really in kilograms?"
    )
    given = {
        "last": figures.amount(Decimal(f"{last.normalize():f}")),
        "pounds": figures.amount(round(last / KILOGRAMS_IN_A_POUND, 1)),
        "weight": figures.amount(weight),
    }
    raise VitalsUnlikely({"weight": words % given})


def _last_weight(subject_id: UUID) -> Decimal | None:
    """The newest weight in kilograms of the person, None when there is none."""
    code = f"{LOINC}|{SIGNS['weight'].code}"
    rows = FACTS.rows.filter(subject_id__in=subjects_with(subject_id), type=TYPE, code=code, number_unit="kg")
    rows = rows.exclude(status="entered-in-error").filter(number__isnull=False, starts__isnull=False)
    return rows.order_by("-starts").values_list("number", flat=True).first()


def _judged(key: str, value: Decimal, age: Age | None) -> Plausibility:
    sign = SIGNS.get(key)
    if sign is None:
        raise VitalsRefused("", _("There is no such vital sign"))
    return check_plausibility(sign.code, value, sign.unit, age)


def _refuse_wrong_pressure(values: Mapping[str, Decimal]) -> None:
    upper, lower = values.get("systolic"), values.get("diastolic")
    if upper is None and lower is None:
        return
    if upper is None:
        raise VitalsRefused("systolic", _("Enter the upper number of the blood pressure too"))
    if lower is None:
        raise VitalsRefused("diastolic", _("Enter the lower number of the blood pressure too"))
    if not is_pressure_possible(upper, lower):
        raise VitalsRefused(
            "diastolic", _("The lower number is not below the upper one. Correct one of them")
        )


def _impossible(sign: VitalSign, found: Plausibility) -> str:
    return _("%(sign)s can only be %(limits)s. Measure or type it again") % {
        "sign": sign.label,
        "limits": _limits(sign, found),
    }


def _question(sign: VitalSign, value: Decimal, found: Plausibility) -> str:
    return _("%(sign)s %(value)s is unusual at this age: most are %(limits)s") % {
        "sign": sign.label,
        "value": f"{figures.amount(value)} {figures.unit_words(sign.unit)}".strip(),
        "limits": _limits(sign, found),
    }


def _limits(sign: VitalSign, found: Plausibility) -> str:
    unit = figures.unit_words(sign.unit)
    low = figures.dose(found.low) if found.low is not None else ""
    high = figures.dose(found.high) if found.high is not None else ""
    if low and high:
        return _("%(low)s to %(high)s %(unit)s") % {"low": low, "high": high, "unit": unit}
    words = _("up to %(high)s %(unit)s") if high else _("%(low)s %(unit)s or more")
    return words % {"low": low, "high": high, "unit": unit}
