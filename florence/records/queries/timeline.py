"""The record in the order of time: everything with a date, the newest first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from florence.records.queries.chart import Chart
from florence.records.queries.facts import Fact, Wanted, list_dated, list_with_vitals
from florence.records.queries.horizon import FACT_TYPES, find_horizon
from florence.records.queries.lists import list_visits
from florence.records.queries.named import names_in
from florence.records.queries.summary import read_all
from florence.records.reading.allergies import Allergy, read_allergy
from florence.records.reading.documents import read_document
from florence.records.reading.immunisations import read_immunisation
from florence.records.reading.measurements import Measurement
from florence.records.reading.medicines import read_medicine
from florence.records.reading.problems import read_problem
from florence.records.reading.procedures import read_procedure
from florence.records.reading.test_names import few_of
from florence.records.reading.times import RecordedTime

PAGE = 40
SPARE = 8
"""Entries beyond a page that are looked for, since what was entered in error is not shown."""

LENGTH_OF_A_DAY = len("2026-11-24")


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened; `at` is given when its clock time is known."""

    starts: datetime
    icon: str
    what: str
    detail: str = ""
    who: str = ""
    at: datetime | None = None
    status: str = ""
    tone: str = ""
    status_icon: str = "circle-dashed"
    url: str = ""


@dataclass(frozen=True)
class TimelineDay:
    """What happened on one day."""

    day: date
    entries: tuple[TimelineEntry, ...]


@dataclass(frozen=True)
class Timeline:
    """A page of days, and the moment before which the next page begins (None: this is the last)."""

    days: tuple[TimelineDay, ...]
    before: datetime | None


class Source:
    """Where the entries of a chart come from: each type from a query of its own."""

    def __init__(self, chart: Chart, wanted: Wanted) -> None:
        self.chart = chart
        self.wanted = wanted

    def facts(self, resource_type: str) -> tuple[Sequence[Fact], dict[str, str]]:
        """Facts of a type, newest first, and the names of those who stand in them."""
        facts = list_dated(self.chart.subjects, resource_type, self.wanted)
        return facts, names_in(fact.resource for fact in facts)

    def vitals(self) -> Sequence[Fact]:
        """Observations that may be vital signs."""
        wanted = replace(self.wanted, category="vital-signs", limit=self.wanted.limit * 6)
        return list_dated(self.chart.subjects, "Observation", wanted)


class Gathered(Source):
    """The same, all types from one query: for when it is known how far back they are wanted."""

    def __init__(self, chart: Chart, wanted: Wanted) -> None:
        super().__init__(chart, wanted)
        self._facts = list_with_vitals(chart.subjects, FACT_TYPES, wanted)
        self._names = names_in(fact.resource for fact in self._facts)

    def facts(self, resource_type: str) -> tuple[Sequence[Fact], dict[str, str]]:
        return [fact for fact in self._facts if fact.row.type == resource_type], self._names

    def vitals(self) -> Sequence[Fact]:
        return [fact for fact in self._facts if fact.row.type == "Observation"]


Lister = Callable[[Source], list[TimelineEntry]]


def get_timeline(chart: Chart, kind: str, before: datetime | None) -> Timeline:
    """A page of the timeline of one kind of entry, or of all kinds for ""."""
    if kind in KINDS:
        found = _listed(Source(chart, Wanted(until=before, limit=PAGE)), [kind])
    else:
        found = _listed_of_all_kinds(chart, before)
    shown = found[:PAGE]
    days = groupby(shown, key=lambda entry: timezone.localtime(entry.starts).date())
    return Timeline(
        tuple(TimelineDay(day, tuple(entries)) for day, entries in days),
        shown[-1].starts if len(found) >= PAGE else None,
    )


def _listed(source: Source, kinds: Iterable[str]) -> list[TimelineEntry]:
    entries = (entry for kind in KINDS if kind in kinds for entry in KINDS[kind](source))
    return sorted(entries, key=lambda entry: entry.starts, reverse=True)


def _listed_of_all_kinds(chart: Chart, before: datetime | None) -> list[TimelineEntry]:
    """The newest of all kinds; only where many turn out not to be shown are all of them opened."""
    horizon = find_horizon(chart.subjects, before, PAGE + SPARE)
    near = Gathered(chart, Wanted(since=horizon.since, until=before, limit=PAGE + SPARE))
    found = _listed(near, horizon.kinds)
    if len(found) >= PAGE or horizon.since is None:
        return found
    return _listed(Source(chart, Wanted(until=before, limit=PAGE)), KINDS)


def _visits(source: Source) -> list[TimelineEntry]:
    return _dated(
        _entry(visit.started, "stethoscope", visit.what, visit.reason, visit.author or visit.where)
        for visit in list_visits(source.chart.subjects, source.wanted)
        if not visit.is_withdrawn
    )


def _problems(source: Source) -> list[TimelineEntry]:
    facts, names = source.facts("Condition")
    read = [read_problem(fact.row, fact.resource, names) for fact in facts]
    return _dated(
        _entry(each.since or each.recorded, "clipboard-heart", each.name, each.status, each.author)
        for each in read
        if not each.is_withdrawn
    )


def _allergies(source: Source) -> list[TimelineEntry]:
    facts, names = source.facts("AllergyIntolerance")
    read = [read_allergy(fact.row, fact.resource, names) for fact in facts]
    return _dated(
        _entry(each.since or each.recorded, "alert-octagon", _allergy_words(each), each.reaction, each.author)
        for each in read
        if not each.is_withdrawn
    )


def _medicines(source: Source) -> list[TimelineEntry]:
    facts, names = source.facts("MedicationRequest")
    read = [read_medicine(fact.row, fact.resource, names) for fact in facts]
    return _dated(
        _entry(each.started, "pill", each.name, each.how or _("dose not recorded"), each.author)
        for each in read
    )


def _immunisations(source: Source) -> list[TimelineEntry]:
    facts, names = source.facts("Immunization")
    read = [read_immunisation(fact.row, fact.resource, names) for fact in facts]
    return _dated(
        _entry(each.given, "vaccine", each.vaccine, "" if each.is_given else each.status, each.author)
        for each in read
    )


def _procedures(source: Source) -> list[TimelineEntry]:
    facts, names = source.facts("Procedure")
    read = [read_procedure(fact.row, fact.resource, names) for fact in facts]
    return _dated(
        _entry(each.performed, "scan", each.name, each.reason, each.author)
        for each in read
        if not each.is_withdrawn
    )


def _reports(source: Source) -> list[TimelineEntry]:
    found = []
    for resource_type in ("DiagnosticReport", "DocumentReference", "Composition"):
        facts, names = source.facts(resource_type)
        read = [read_document(fact.row, fact.resource, names) for fact in facts]
        found += _dated(
            _entry(each.written, "test-pipe", each.title, each.excerpt or few_of(each.results), each.author)
            for each in read
            if not each.is_withdrawn
        )
    return found


def _vitals(source: Source) -> list[TimelineEntry]:
    measured = read_all(source.vitals(), source.chart.person)
    dated = [each for each in measured if each.moment and each.category == "vital-signs"]
    taken = groupby(dated, key=lambda each: each.moment)
    return [_set_of_vitals(moment, list(values)) for moment, values in taken if moment]


def _set_of_vitals(moment: datetime, values: list[Measurement]) -> TimelineEntry:
    words = ", ".join(f"{value.name} {_with_unit(value)}" for value in values)
    who = next((value.author for value in values if value.author), "")
    return TimelineEntry(moment, "activity", _("Vital signs"), words, who, moment)


def _with_unit(value: Measurement) -> str:
    return f"{value.text} mmHg" if value.is_pressure else value.words


KINDS: dict[str, Lister] = {
    "visits": _visits,
    "problems": _problems,
    "results": _reports,
    "medicines": _medicines,
    "vitals": _vitals,
    "procedures": _procedures,
    "immunisations": _immunisations,
    "allergies": _allergies,
}


def _dated(entries: Iterable[TimelineEntry | None]) -> list[TimelineEntry]:
    return [entry for entry in entries if entry is not None]


def _entry(time: RecordedTime | None, icon: str, what: str, detail: str, who: str) -> TimelineEntry | None:
    """An entry; None for what has no date, which has no place in the order of time."""
    if time is None or time.starts is None:
        return None
    has_clock_time = len(time.machine) > LENGTH_OF_A_DAY
    return TimelineEntry(time.starts, icon, what, detail, who, time.starts if has_clock_time else None)


def _allergy_words(entry: Allergy) -> str:
    return entry.substance if entry.is_statement else _("Allergy: %(what)s") % {"what": entry.substance}
