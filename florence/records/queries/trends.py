"""Values over time as charts, with the usual range of the person as a band."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from florence.clinical.ranges import usual_range
from florence.clinical.vitals import DIASTOLIC, SYSTOLIC, VITAL_SIGNS
from florence.records.queries.facts import Wanted, list_of_code, values_of_each
from florence.records.queries.summary import PRESSURE_PARTS, read_all
from florence.records.reading.measurements import PRESSURES, Measurement
from florence.records.reading.people import Person
from florence.terminology.systems import LOINC
from florence.ui import charts

FEWEST = 2
# More points than pixels tell nothing; the newest count.
MOST = 90


def list_vital_trends(subjects: Sequence[UUID], person: Person, wanted: Wanted) -> list[charts.Trend]:
    """A chart of the newest values of every vital sign that has at least two."""
    wanted = replace(wanted, limit=MOST)
    found = list_pressure_trends(subjects, person, wanted)
    signs = [sign for sign in VITAL_SIGNS if sign.key not in PRESSURE_PARTS]
    codes = [[f"{LOINC}|{code}" for code in (sign.code, *sign.same_as)] for sign in signs]
    for sign, values in zip(signs, values_of_each(subjects, codes, wanted), strict=True):
        points = [charts.Point(each.at, each.value.normalize()) for each in values if each.unit == sign.unit]
        found += _trend(points, sign.code, sign.unit, str(sign.label), person)
    return found


def list_pressure_trends(subjects: Sequence[UUID], person: Person, wanted: Wanted) -> list[charts.Trend]:
    """The two numbers of the blood pressure, each as a chart."""
    facts = list_of_code(subjects, [f"{LOINC}|{code}" for code in PRESSURES], wanted)
    parts = [part for measured in read_all(facts, person) for part in measured.parts]
    titles = {SYSTOLIC: _("Systolic blood pressure"), DIASTOLIC: _("Diastolic blood pressure")}
    found = []
    for code, title in titles.items():
        found += _trend(_points([part for part in parts if part.code == code]), code, "mm[Hg]", title, person)
    return found


def trend_of(values: Sequence[Measurement], person: Person) -> charts.Trend | None:
    """One test as a chart; None when fewer than two values are numbers of one unit."""
    numeric = [each for each in values if each.value is not None]
    if not numeric:
        return None
    first = numeric[0]
    same = [each for each in numeric if each.unit == first.unit]
    return next(iter(_trend(_points(same[:MOST]), first.code, first.unit, first.name, person)), None)


def _points(values: Sequence[Measurement]) -> list[charts.Point]:
    return [charts.Point(v.moment, v.value) for v in values if v.moment and v.value is not None]


def _trend(
    points: Sequence[charts.Point], code: str, unit: str, title: str, person: Person
) -> list[charts.Trend]:
    if len(points) < FEWEST:
        return []
    newest = max(point.at for point in points)
    band = usual_range(code, unit, person.sex, person.age_at(newest))
    low, high = (band.low, band.high) if band else (None, None)
    return [charts.trend(points, low, high, unit, title)]
