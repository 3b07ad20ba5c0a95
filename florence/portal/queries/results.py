"""Results and measurements of the own record."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.urls import reverse

from florence.clinical.vitals import vital_sign
from florence.foundation import clock
from florence.portal.rules.results import PlainResult, plain_result, plain_test_name
from florence.records.queries.chart import Chart
from florence.records.queries.facts import (
    Fact,
    Value,
    Wanted,
    get_fact,
    latest_of_all_codes,
    list_dated,
    list_of_code,
    values_over_time,
)
from florence.records.queries.summary import list_vitals, read_all
from florence.records.reading.measurements import PRESSURES, Measurement
from florence.terminology.systems import LOINC
from florence.ui import charts

LABORATORY = "laboratory"
NEW_FOR = timedelta(days=14)
LOOKED_THROUGH = 100
MOST_POINTS = 40


def list_latest_results(chart: Chart) -> list[PlainResult]:
    """The latest result of every laboratory test, newest first."""
    subjects = chart.subjects
    facts = {fact.row.id: fact for fact in latest_of_all_codes(subjects, LABORATORY)}
    # Results of a sensitive category have no code to be found by; they are looked for by time.
    recent = list_dated(subjects, "Observation", Wanted(category=LABORATORY, limit=LOOKED_THROUGH))
    facts |= {fact.row.id: fact for fact in recent}
    newest: dict[str, Measurement] = {}
    for measurement in _newest_first(read_all(list(facts.values()), chart.person)):
        if measurement.category == LABORATORY:
            newest.setdefault(plain_test_name(measurement), measurement)
    return [_plain(measurement) for measurement in newest.values()]


def is_new(result: PlainResult) -> bool:
    """Whether a result is of the last 14 days."""
    moment = result.measurement.moment
    return moment is not None and clock.now() - moment < NEW_FOR


def list_measurements(chart: Chart) -> list[PlainResult]:
    """The latest value of every vital sign and body measure."""
    return [_plain(vital.measurement) for vital in list_vitals(chart.subjects, chart.person)]


def get_result(chart: Chart, fact_id: UUID) -> PlainResult | None:
    """One result or measurement, compared with the one before; None when there is none."""
    fact = get_fact(chart.subjects, fact_id, "Observation")
    read = read_all([fact], chart.person) if fact else []
    if not fact or not read:
        return None
    return plain_result(read[0], before=_before(chart, fact, read[0]))


def trends_of(chart: Chart, result: PlainResult) -> list[charts.Trend]:
    """The values over time, where there are at least two; two charts for a blood pressure."""
    measurement = result.measurement
    if measurement.is_pressure:
        return _pressure_trends(chart)
    if measurement.value is None:
        return []
    values = values_over_time(chart.subjects, _codes(measurement), Wanted(limit=MOST_POINTS))
    points = [charts.Point(v.at, v.value) for v in values if _has_unit(v, measurement)]
    return _trend(points, measurement, result.name)


def _before(chart: Chart, fact: Fact, measurement: Measurement) -> Measurement | None:
    if measurement.moment is None or not fact.row.code:
        return None
    earlier = list_of_code(chart.subjects, _codes(measurement), Wanted(until=measurement.moment, limit=1))
    return next(iter(read_all(earlier, chart.person)), None)


def _codes(measurement: Measurement) -> list[str]:
    sign = vital_sign(measurement.code)
    codes = (sign.code, *sign.same_as) if sign else (measurement.code,)
    return [f"{LOINC}|{code}" for code in codes]


def _has_unit(value: Value, measurement: Measurement) -> bool:
    return value.unit == measurement.unit


def _pressure_trends(chart: Chart) -> list[charts.Trend]:
    codes = [f"{LOINC}|{code}" for code in PRESSURES]
    taken = read_all(list_of_code(chart.subjects, codes, Wanted(limit=MOST_POINTS)), chart.person)
    found = []
    for place in (0, 1):
        parts = [(each.moment, each.parts[place]) for each in taken if each.is_pressure]
        points = [charts.Point(at, part.value) for at, part in parts if at and part.value is not None]
        if parts:
            found += _trend(points, parts[0][1], plain_test_name(parts[0][1]))
    return found


def _trend(points: Sequence[charts.Point], measurement: Measurement, title: str) -> list[charts.Trend]:
    if len(points) < 2:
        return []
    usual = measurement.usual
    low, high = (usual.low, usual.high) if usual else (None, None)
    return [charts.trend(points, low, high, measurement.unit, title)]


def _plain(measurement: Measurement) -> PlainResult:
    url = reverse("portal:portal_result", args=[measurement.id]) if measurement.id else ""
    return plain_result(measurement, url=url)


def _newest_first(measurements: Sequence[Measurement]) -> list[Measurement]:
    dated = [(each.moment, each) for each in measurements if each.moment is not None]
    undated = [each for each in measurements if each.moment is None]
    return [each for _, each in sorted(dated, key=lambda pair: pair[0], reverse=True)] + undated
