"""The record in the order of time: everything with a date, the newest first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from florence.records.queries.chart import Chart
from florence.records.queries.facts import Fact, Wanted, list_dated
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


Lister = Callable[[Chart, Wanted], list[TimelineEntry]]


def get_timeline(chart: Chart, kind: str, before: datetime | None) -> Timeline:
    """A page of the timeline of one kind of entry, or of all kinds for ""."""
    listers = [KINDS[kind]] if kind in KINDS else list(KINDS.values())
    wanted = Wanted(until=before, limit=PAGE)
    found = sorted(
        (entry for lister in listers for entry in lister(chart, wanted)),
        key=lambda entry: entry.starts,
        reverse=True,
    )
    shown = found[:PAGE]
    days = groupby(shown, key=lambda entry: timezone.localtime(entry.starts).date())
    return Timeline(
        tuple(TimelineDay(day, tuple(entries)) for day, entries in days),
        shown[-1].starts if len(found) >= PAGE else None,
    )


def _visits(chart: Chart, wanted: Wanted) -> list[TimelineEntry]:
    return _dated(
        _entry(visit.started, "stethoscope", visit.what, visit.reason, visit.author or visit.where)
        for visit in list_visits(chart.subjects, wanted)
        if not visit.is_withdrawn
    )


def _problems(chart: Chart, wanted: Wanted) -> list[TimelineEntry]:
    facts, names = _facts(chart, "Condition", wanted)
    read = [read_problem(fact.row, fact.resource, names) for fact in facts]
    return _dated(
        _entry(each.since or each.recorded, "clipboard-heart", each.name, each.status, each.author)
        for each in read
        if not each.is_withdrawn
    )


def _allergies(chart: Chart, wanted: Wanted) -> list[TimelineEntry]:
    facts, names = _facts(chart, "AllergyIntolerance", wanted)
    read = [read_allergy(fact.row, fact.resource, names) for fact in facts]
    return _dated(
        _entry(each.since or each.recorded, "alert-octagon", _allergy_words(each), each.reaction, each.author)
        for each in read
        if not each.is_withdrawn
    )


def _medicines(chart: Chart, wanted: Wanted) -> list[TimelineEntry]:
    facts, names = _facts(chart, "MedicationRequest", wanted)
    read = [read_medicine(fact.row, fact.resource, names) for fact in facts]
    return _dated(
        _entry(each.started, "pill", each.name, each.how or _("dose not recorded"), each.author)
        for each in read
    )


def _immunisations(chart: Chart, wanted: Wanted) -> list[TimelineEntry]:
    facts, names = _facts(chart, "Immunization", wanted)
    read = [read_immunisation(fact.row, fact.resource, names) for fact in facts]
    return _dated(
        _entry(each.given, "vaccine", each.vaccine, "" if each.is_given else each.status, each.author)
        for each in read
    )


def _procedures(chart: Chart, wanted: Wanted) -> list[TimelineEntry]:
    facts, names = _facts(chart, "Procedure", wanted)
    read = [read_procedure(fact.row, fact.resource, names) for fact in facts]
    return _dated(
        _entry(each.performed, "scan", each.name, each.reason, each.author)
        for each in read
        if not each.is_withdrawn
    )


def _reports(chart: Chart, wanted: Wanted) -> list[TimelineEntry]:
    found = []
    for resource_type in ("DiagnosticReport", "DocumentReference", "Composition"):
        facts, names = _facts(chart, resource_type, wanted)
        read = [read_document(fact.row, fact.resource, names) for fact in facts]
        found += _dated(
            _entry(each.written, "test-pipe", each.title, each.excerpt or few_of(each.results), each.author)
            for each in read
            if not each.is_withdrawn
        )
    return found


def _vitals(chart: Chart, wanted: Wanted) -> list[TimelineEntry]:
    wanted = Wanted(until=wanted.until, category="vital-signs", limit=PAGE * 6)
    measured = read_all(list_dated(chart.subjects, "Observation", wanted), chart.person)
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


def _facts(chart: Chart, resource_type: str, wanted: Wanted) -> tuple[Sequence[Fact], dict[str, str]]:
    facts = list_dated(chart.subjects, resource_type, wanted)
    return facts, names_in(fact.resource for fact in facts)


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
