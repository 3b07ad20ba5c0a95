"""Results: the latest of every test in the groups in which they were reported, and one test over time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.records.queries.facts import (
    Wanted,
    latest_of_all_codes,
    list_facts,
    list_of_code,
)
from florence.records.queries.summary import one_day_of, read_all
from florence.records.reading.concepts import name_of
from florence.records.reading.measurements import Measurement
from florence.records.reading.people import Person
from florence.records.reading.test_names import short_name
from florence.records.reading.times import RecordedTime
from florence.terminology.systems import LOINC

REPORTS_LOOKED_THROUGH = 60
SMOKING = "72166-2"
NOT_RESULTS = ("vital-signs", "social-history")

_CATEGORIES: dict[str, Promise] = {
    "laboratory": gettext_lazy("Other laboratory tests"),
    "imaging": gettext_lazy("Imaging"),
    "procedure": gettext_lazy("Measured in procedures"),
    "exam": gettext_lazy("Examination"),
    "survey": gettext_lazy("Questionnaires"),
    "therapy": gettext_lazy("Therapy"),
    "activity": gettext_lazy("Activity"),
}


@dataclass(frozen=True)
class ResultGroup:
    """Tests that were reported together."""

    name: str
    results: tuple[Measurement, ...]

    @property
    def day(self) -> RecordedTime | None:
        """The time of the results when all are of one day."""
        return one_day_of(self.results)

    @property
    def abnormal_count(self) -> int:
        """How many of its latest values are out of range."""
        return sum(result.is_abnormal for result in self.results)


def list_result_groups(
    subjects: Sequence[UUID], person: Person, *, only_abnormal: bool = False
) -> list[ResultGroup]:
    """The latest value of every test, by report, the reports with the newest values first."""
    found = read_all(latest_of_all_codes(subjects, ""), person)
    results = [each for each in found if each.category not in NOT_RESULTS and each.code != SMOKING]
    if only_abnormal:
        results = [each for each in results if each.is_abnormal]
    return _grouped(results, _reports_of(subjects))


def list_values(subjects: Sequence[UUID], person: Person, code: str, wanted: Wanted) -> list[Measurement]:
    """Every value of the test with a LOINC code, newest first."""
    return read_all(list_of_code(subjects, [f"{LOINC}|{code}"], wanted), person)


def list_social(subjects: Sequence[UUID], person: Person) -> list[Measurement]:
    """The latest fact of every topic of the social history, smoking among them."""
    found = read_all(latest_of_all_codes(subjects, ""), person)
    return [each for each in found if each.category == "social-history" or each.code == SMOKING]


def _grouped(results: Iterable[Measurement], reports: dict[UUID, str]) -> list[ResultGroup]:
    groups: dict[str, list[Measurement]] = {}
    for result in sorted(results, key=lambda each: each.name.casefold()):
        name = reports.get(result.id) if result.id else None
        groups.setdefault(name or str(_CATEGORIES.get(result.category, _("Other tests"))), []).append(result)
    made = [ResultGroup(name, tuple(each)) for name, each in groups.items()]
    return sorted(
        made, key=lambda group: max(each.moment for each in group.results if each.moment), reverse=True
    )


def _reports_of(subjects: Sequence[UUID]) -> dict[UUID, str]:
    """By observation, the name of the report that it belongs to."""
    found: dict[UUID, str] = {}
    for fact in list_facts(subjects, "DiagnosticReport", wanted=Wanted(limit=REPORTS_LOOKED_THROUGH)):
        for reference in fact.resource.get("result") or ():
            kind, _slash, name = str(reference.get("reference", "")).partition("/")
            if kind == "Observation":
                found.setdefault(UUID(name), short_name("", name_of(fact.resource.get("code"))))
    return found
