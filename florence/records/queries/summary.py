"""The first page of a chart: what one must know of a patient, gathered with few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from florence.clinical.results import is_over_a_week_old
from florence.clinical.vitals import VITAL_SIGNS
from florence.foundation import clock
from florence.records.queries import gathering
from florence.records.queries.chart import Chart
from florence.records.queries.facts import Opened, latest_of_each_code
from florence.records.queries.gathering import Others, Part
from florence.records.queries.lists import (
    DOCUMENTS,
    MEDICINES,
    Names,
    documents_in,
    immunisations_in,
    medicines_in,
    problems_in,
    procedures_in,
    visits_in,
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


# A condition without a status is opened too: it may be active.
_PROBLEM_STATUSES = (*ACTIVE, "")
_PARTS = (
    Part("problems", ("Condition",), _PROBLEM_STATUSES),
    Part("medicines", MEDICINES, CURRENT),
    Part("immunisations", ("Immunization",), limit=RECENT),
    Part("procedures", ("Procedure",), limit=RECENT),
    Part("documents", DOCUMENTS, limit=RECENT),
)
_PAST = (Others(("Condition",), _PROBLEM_STATUSES), Others(MEDICINES, CURRENT))


def get_summary(chart: Chart) -> Summary:
    """The summary of a chart, in the open scope."""
    subjects = chart.subjects
    found = gathering.gather(subjects, _PARTS, codes=_vital_codes(), results=LOOKED_THROUGH, visits=RECENT)
    names = names_in(each.resource for facts in found.values() for each in facts)
    past_problems, past_medicines = gathering.count_others(subjects, *_PAST)
    problems = problems_in(subjects, found["problems"], names)
    return Summary(
        problems=tuple(problem for problem in problems if problem.is_active),
        past_problem_count=past_problems,
        medicines=tuple(medicines_in(found["medicines"], names)),
        past_medicine_count=past_medicines,
        vitals=LatestVitals(tuple(_vitals_in(read_all(found[gathering.LATEST], chart.person, names)))),
        results=tuple(_results_in(read_all(found[gathering.RESULTS], chart.person, names))),
        visits=tuple(visits_in(subjects, found[gathering.VISITS], names)),
        immunisations=tuple(immunisations_in(subjects, found["immunisations"], names)),
        procedures=tuple(procedures_in(subjects, found["procedures"], names)),
        documents=tuple(documents_in(subjects, found["documents"], names)),
    )


def list_vitals(subjects: Sequence[UUID], person: Person) -> list[Vital]:
    """The latest value of every vital sign that was ever measured, in the order of `VITAL_CODES`."""
    return _vitals_in(read_all(latest_of_each_code(subjects, _vital_codes()), person))


def read_all(facts: Sequence[Opened], person: Person, names: Names | None = None) -> list[Measurement]:
    """The measurements that count among facts; `names` are known already when given."""
    known = names_in(fact.resource for fact in facts) if names is None else names
    return [
        read_measurement(fact.row, fact.resource, known, person)
        for fact in facts
        if not is_withdrawn(fact.resource)
    ]


def _vital_codes() -> list[str]:
    return [f"{LOINC}|{code}" for same in VITAL_CODES for code in same]


def _vitals_in(measured: Sequence[Measurement]) -> list[Vital]:
    now = clock.now()
    found = []
    for same in VITAL_CODES:
        latest = _latest(each for each in measured if each.code in same)
        if latest is not None and latest.moment is not None:
            found.append(Vital(latest, is_over_a_week_old(latest.moment, now)))
    return found


def _results_in(measured: Iterable[Measurement]) -> list[Measurement]:
    """The latest laboratory results, one of each test, what is out of range first, then the newest."""
    dated = [each for each in measured if each.category == "laboratory" and each.moment is not None]
    newest: dict[str, Measurement] = {}
    for measurement in sorted(dated, key=lambda each: each.moment or clock.now(), reverse=True):
        newest.setdefault(measurement.code or measurement.name, measurement)
    ranked = sorted(newest.values(), key=lambda m: (not m.is_critical, not m.is_abnormal))
    return ranked[:LATEST_RESULTS]


def one_day_of(results: Iterable[Measurement]) -> RecordedTime | None:
    """The time of the first when all are of one day, None when they are not."""
    times = [result.at for result in results if result.at]
    return times[0] if times and len({time.words[:DAY] for time in times}) == 1 else None


def _latest(measurements: Iterable[Measurement]) -> Measurement | None:
    dated = [(each.moment, each) for each in measurements if each.moment is not None]
    return max(dated, key=lambda pair: pair[0], default=(None, None))[1]
