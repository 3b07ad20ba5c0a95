"""The parts of the own record as lists in plain words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.portal.queries.documents import list_papers
from florence.portal.queries.results import list_measurements
from florence.portal.rules.conditions import condition_line
from florence.portal.rules.entries import (
    allergy_line,
    document_line,
    procedure_line,
    vaccination_line,
    visit_line,
)
from florence.portal.rules.lines import Group, Line, Mark, Section
from florence.portal.rules.medicines import medicine_line
from florence.portal.rules.results import PlainResult
from florence.records.queries import lists
from florence.records.queries.chart import Chart


@dataclass(frozen=True)
class Part:
    """A part of the record: its words, and how its groups are read."""

    name: str
    title: Promise
    about: Promise
    icon: str
    nothing: Promise
    why: Promise
    groups: Callable[[Chart], Iterable[Group]]


def get_section(chart: Chart, part: Part) -> Section:
    """One part of the record."""
    groups = tuple(group for group in part.groups(chart) if group.lines)
    return Section(
        part.name,
        str(part.title),
        part.icon,
        str(part.nothing),
        str(part.why),
        groups,
        reverse("portal:portal_part", args=[part.name]),
    )


def current_medicines(chart: Chart) -> list[Line]:
    """The medicines the person takes now, without the mark that says so."""
    taken = [medicine for medicine in lists.list_medicines(chart.subjects) if medicine.is_current]
    return [_without_usual_mark(medicine_line(medicine)) for medicine in taken]


def active_allergies(chart: Chart) -> list[Line]:
    """The allergies the person has."""
    return [allergy_line(a) for a in chart.allergies if a.is_active and not a.is_statement]


def _allergies(chart: Chart) -> Iterable[Group]:
    past = [a for a in chart.allergies if not a.is_active and not a.is_statement and not a.is_withdrawn]
    yield Group(_("You have"), tuple(active_allergies(chart)))
    yield Group(_("In the past"), tuple(allergy_line(a) for a in past))


def _conditions(chart: Chart) -> Iterable[Group]:
    problems = [problem for problem in lists.list_problems(chart.subjects) if not problem.is_withdrawn]
    yield Group(_("Now"), tuple(condition_line(p) for p in problems if p.is_active))
    yield Group(_("In the past"), tuple(condition_line(p) for p in problems if not p.is_active))


def _medicines(chart: Chart) -> Iterable[Group]:
    past = [medicine for medicine in lists.list_medicines(chart.subjects) if not medicine.is_current]
    yield Group(_("You take now"), tuple(current_medicines(chart)))
    yield Group(_("You took before"), tuple(medicine_line(medicine) for medicine in past))


def _vaccinations(chart: Chart) -> Iterable[Group]:
    doses = lists.list_immunisations(chart.subjects)
    yield Group("", tuple(vaccination_line(dose) for dose in doses))


def _measurements(chart: Chart) -> Iterable[Group]:
    yield Group(_("The latest of each"), tuple(_measured(result) for result in list_measurements(chart)))


def _visits(chart: Chart) -> Iterable[Group]:
    visits = [visit for visit in lists.list_visits(chart.subjects) if not visit.is_withdrawn]
    yield Group("", tuple(visit_line(visit) for visit in visits))


def _procedures(chart: Chart) -> Iterable[Group]:
    procedures = [each for each in lists.list_procedures(chart.subjects) if not each.is_withdrawn]
    yield Group("", tuple(procedure_line(procedure) for procedure in procedures))


def _documents(chart: Chart) -> Iterable[Group]:
    documents = list_papers(chart)
    urls = (reverse("portal:portal_document", args=[document.id]) for document in documents)
    yield Group("", tuple(map(document_line, documents, urls)))


def _measured(result: PlainResult) -> Line:
    details = tuple(words for words in (result.value_words, result.sentence) if words)
    mark = result.mark if result.measurement.is_abnormal else None
    shown = details[:1] if mark else details
    return Line(result.name, shown, result.when, mark, result.url)


def _without_usual_mark(line: Line) -> Line:
    """On a list of what one takes, only what is not simply taken is marked."""
    is_usual = line.mark is not None and line.mark.icon == TAKEN
    return replace(line, mark=None) if is_usual else line


def _part(
    name: str, title: Promise, about: Promise, icon: str, words: tuple[Promise, Promise], groups: "Groups"
) -> Part:
    return Part(name, title, about, icon, *words, groups)


Groups = Callable[[Chart], Iterable[Group]]
TAKEN = "circle-check"
_ASK = gettext_lazy("If something is missing, tell the people who take care of you.")

PARTS: tuple[Part, ...] = (
    _part(
        "allergies",
        gettext_lazy("Allergies"),
        gettext_lazy("What your body reacts to"),
        "alert-octagon",
        (gettext_lazy("No allergies are written in your record"), _ASK),
        _allergies,
    ),
    _part(
        "conditions",
        gettext_lazy("Illnesses"),
        gettext_lazy("What you have, and what you had"),
        "stethoscope",
        (gettext_lazy("No illnesses are written in your record"), _ASK),
        _conditions,
    ),
    _part(
        "medicines",
        gettext_lazy("Medicines"),
        gettext_lazy("What you take, and what you took"),
        "pill",
        (gettext_lazy("No medicines are written in your record"), _ASK),
        _medicines,
    ),
    _part(
        "vaccinations",
        gettext_lazy("Vaccinations"),
        gettext_lazy("What protects you"),
        "vaccine",
        (gettext_lazy("No vaccinations are written in your record"), _ASK),
        _vaccinations,
    ),
    _part(
        "measurements",
        gettext_lazy("Blood pressure, weight and more"),
        gettext_lazy("What was measured at your visits"),
        "heart-rate-monitor",
        (gettext_lazy("Nothing has been measured yet"), gettext_lazy("What is measured here shows up here.")),
        _measurements,
    ),
    _part(
        "visits",
        gettext_lazy("Visits"),
        gettext_lazy("When you were here, and why"),
        "calendar",
        (gettext_lazy("No visits yet"), gettext_lazy("Visits and hospital stays show up here.")),
        _visits,
    ),
    _part(
        "procedures",
        gettext_lazy("Operations and treatments"),
        gettext_lazy("What was done to help you"),
        "clipboard-heart",
        (gettext_lazy("No operations or treatments are written in your record"), _ASK),
        _procedures,
    ),
    _part(
        "documents",
        gettext_lazy("Letters and notes"),
        gettext_lazy("What doctors and nurses wrote"),
        "file-text",
        (gettext_lazy("No letters or notes yet"), gettext_lazy("Letters, notes and reports show up here.")),
        _documents,
    ),
)
BY_NAME = {part.name: part for part in PARTS}


def mark_of_state(state: str) -> Mark:
    """What the allergy list comes to, for people who have none in it."""
    if state == "none":
        return Mark(_("No known allergies"), "ok", "check")
    return Mark(_("Not known"), "warn", "help")
