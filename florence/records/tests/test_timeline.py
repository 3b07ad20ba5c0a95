"""Pages of a timeline of all kinds: as full as with every kind opened, and nothing between two of them is lost."""

from datetime import timedelta
from uuid import UUID

import pytest

from florence.records.queries.timeline import PAGE, SPARE, Timeline, get_timeline
from florence.records.tests import cast
from florence.records.tests.test_queries import NOON, chart_of, looking, measure, visit

pytestmark = pytest.mark.django_db


def biopsy(patient: UUID, day: int, status: str = "completed") -> None:
    at = (NOON - timedelta(days=day)).isoformat(timespec="seconds")
    cast.fact(patient, "Procedure", status=status, code={"text": f"Biopsy {day}"}, performedDateTime=at)


def words(timeline: Timeline) -> list[str]:
    return [entry.what for day in timeline.days for entry in day.entries]


def test_it_works() -> None:
    patient = cast.patient()
    for day in range(0, 60, 2):
        biopsy(patient, day)
        for code in ("8867-4", "8310-5"):
            measure(patient, code, 72, NOON - timedelta(days=day + 1), category="vital-signs")
    with looking():
        first = get_timeline(chart_of(patient), "", None)
        second = get_timeline(chart_of(patient), "", first.before)
    expected = [what for day in range(0, 60, 2) for what in (f"Biopsy {day}", "Vital signs")]
    assert (words(first), words(second)) == (expected[:PAGE], expected[PAGE:])
    assert second.before is None


def test_a_page_is_full_although_much_was_entered_in_error() -> None:
    patient = cast.patient()
    for day in range(PAGE + SPARE):
        biopsy(patient, day, "entered-in-error" if day > SPARE else "completed")
    for day in range(PAGE):
        visit(patient, NOON - timedelta(days=100 + day))
    with looking():
        timeline = get_timeline(chart_of(patient), "", None)
    assert len(words(timeline)) == PAGE


def test_results_that_are_no_vital_signs_fill_no_page() -> None:
    patient = cast.patient()
    for day in range(PAGE):
        measure(patient, "2339-0", 5, NOON - timedelta(days=day))
    biopsy(patient, 500)
    with looking():
        timeline = get_timeline(chart_of(patient), "", None)
    assert words(timeline) == ["Biopsy 500"]
