"""The first page of a chart: what one must know of a patient, gathered with few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from florence.clinical.results import is_over_a_week_old
from florence.clinical.vitals import VITAL_SIGNS
from florence.foundation import clock
from florence.records.queries.chart import Chart
from florence.records.queries.facts import (
    Fact,
    Wanted,
    count_facts,
    latest_of_each_code,
    list_dated,
)
from florence.records.queries.lists import (
    MEDICINES,
    list_documents,
    list_immunisations,
    list_medicines,
    list_problems,
    list_procedures,
    list_visits,
)
from florence.records.queries.named import names_in
from florence.records.reading.documents import Document
from florence.records.reading.immunisations import Immunisation
from florence.records.reading.measurements import PRESSURES, Measurement, is_withdrawn, read_measurement
from florence.records.reading.medicines import CURRENT, Medicine
from florence.records.reading.people import Person
from florence.records.reading.problems import ACTIVE, Problem
from florence.records.reading.procedures import Procedure
from florence.records.reading.times import RecordedTime
from florence.records.reading.visits import Visit
from florence.terminology.systems import LOINC

LATEST_RESULTS, LOOKED_THROUGH = 12, 60
RECENT = 5
# As much of a time in words as says the day.
DAY = len("24-Nov-2026")

PRESSURE_PARTS = ("systolic", "diastolic")
# Signs in the order in which they are read aloud; blood pressure stands for its two numbers.
VITAL_CODES: tuple[tuple[str, ...], ...] = (
    PRESSURES,
    *((sign.code, *sign.same_as) for sign in VITAL_SIGNS if sign.key not in PRESSURE_PARTS),
)


@dataclass(frozen=True)
class Vital:
    """The latest value of a vital sign, and whether it must be shown with the words "over a week old" (A4-07)."""

    measurement: Measurement
    is_old: bool


@dataclass(frozen=True)
class LatestVitals:
    """The latest value of each vital sign; `taken` is given when all were taken at one time."""

    signs: tuple[Vital, ...]

    @property
    def taken(self) -> RecordedTime | None:
        """The one time at which all were taken."""
        times = {sign.measurement.at for sign in self.signs}
        return times.pop() if len(times) == 1 else None

    @property
    def is_old(self) -> bool:
        """Whether all are over a week old."""
        return all(sign.is_old for sign in self.signs)


@dataclass(frozen=True)
class Summary:
    """What the first page shows; lists are short, `…_count` says how many there are in all."""

    problems: tuple[Problem, ...]
    past_problem_count: int
    medicines: tuple[Medicine, ...]
    past_medicine_count: int
    vitals: LatestVitals
    results: tuple[Measurement, ...]
    visits: tuple[Visit, ...]
    immunisations: tuple[Immunisation, ...]
    procedures: tuple[Procedure, ...]
    documents: tuple[Document, ...]

    @property
    def results_day(self) -> RecordedTime | None:
        """The time of the results when all are of one day."""
        return one_day_of(self.results)

    @property
    def critical(self) -> tuple[Measurement, ...]:
        """Latest results that are critical."""
        return tuple(result for result in self.results if result.is_critical)


def get_summary(chart: Chart) -> Summary:
    """The summary of a chart, in the open scope."""
    subjects = chart.subjects
    # A condition without a status is opened too: it may be active.
    problems = list_problems(subjects, Wanted(statuses=(*ACTIVE, "")))
    medicines = list_medicines(subjects, Wanted(statuses=CURRENT))
    return Summary(
        problems=tuple(problem for problem in problems if problem.is_active),
        past_problem_count=count_facts(subjects, "Condition", except_statuses=(*ACTIVE, "")),
        medicines=tuple(medicines),
        past_medicine_count=count_facts(subjects, *MEDICINES, except_statuses=CURRENT),
        vitals=LatestVitals(tuple(list_vitals(subjects, chart.person))),
        results=tuple(list_latest_results(subjects, chart.person)),
        visits=tuple(list_visits(subjects, Wanted(limit=RECENT))),
        immunisations=tuple(list_immunisations(subjects, Wanted(limit=RECENT))),
        procedures=tuple(list_procedures(subjects, Wanted(limit=RECENT))),
        documents=tuple(list_documents(subjects, Wanted(limit=RECENT))),
    )


def list_vitals(subjects: Sequence[UUID], person: Person) -> list[Vital]:
    """The latest value of every vital sign that was ever measured, in the order of `VITAL_CODES`."""
    codes = [f"{LOINC}|{code}" for same in VITAL_CODES for code in same]
    measured = read_all(latest_of_each_code(subjects, codes), person)
    now = clock.now()
    found = []
    for same in VITAL_CODES:
        latest = _latest(each for each in measured if each.code in same)
        if latest is not None and latest.moment is not None:
            found.append(Vital(latest, is_over_a_week_old(latest.moment, now)))
    return found


def list_latest_results(subjects: Sequence[UUID], person: Person) -> list[Measurement]:
    """The latest laboratory results, one of each test, what is out of range first."""
    facts = list_dated(subjects, "Observation", Wanted(category="laboratory", limit=LOOKED_THROUGH))
    newest: dict[str, Measurement] = {}
    for measurement in read_all(facts, person):
        if measurement.category == "laboratory":
            newest.setdefault(measurement.code or measurement.name, measurement)
    ranked = sorted(newest.values(), key=lambda m: (not m.is_critical, not m.is_abnormal))
    return ranked[:LATEST_RESULTS]


def read_all(facts: Sequence[Fact], person: Person) -> list[Measurement]:
    """The measurements that count among facts."""
    names = names_in(fact.resource for fact in facts)
    return [
        read_measurement(fact.row, fact.resource, names, person)
        for fact in facts
        if not is_withdrawn(fact.resource)
    ]


def one_day_of(results: Iterable[Measurement]) -> RecordedTime | None:
    """The time of the first when all are of one day, None when they are not."""
    times = [result.at for result in results if result.at]
    return times[0] if times and len({time.words[:DAY] for time in times}) == 1 else None


def _latest(measurements: Iterable[Measurement]) -> Measurement | None:
    dated = [(each.moment, each) for each in measurements if each.moment is not None]
    return max(dated, key=lambda pair: pair[0], default=(None, None))[1]
