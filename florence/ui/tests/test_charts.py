import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from florence.ui import charts

START = datetime(2026, 1, 24, 6, 0, tzinfo=UTC)


def points(*values: str, every: timedelta = timedelta(hours=2)) -> list[charts.Point]:
    return [charts.Point(START + every * number, Decimal(value)) for number, value in enumerate(values)]


def draw(*values: str, low: str | None = "60", high: str | None = "100") -> charts.Trend:
    with timezone.override("UTC"):
        bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
        return charts.trend(points(*values), bounds[0], bounds[1], "/min", "Heart rate")


def test_it_works() -> None:
    drawn = draw("88", "112", "94")
    assert 'role="img"' in drawn.svg
    assert (
        "Heart rate: highest 112 at 24-Jan-2026 08:00, lowest 88 at 24-Jan-2026 06:00, now 94 /min"
        in drawn.svg
    )
    assert [(row.value, row.flag) for row in drawn.rows] == [(94, ""), (112, "high"), (88, "")]


def test_values_outside_are_diamonds() -> None:
    svg = draw("50", "60", "100", "101").svg
    assert svg.count('class="out"') == 2
    assert svg.count('class="point"') == 2


def test_order_in_does_not_matter() -> None:
    forth = points("88", "112", "94")
    with timezone.override("UTC"):
        assert charts.trend(forth[::-1], None, None, "", "x") == charts.trend(forth, None, None, "", "x")


def test_an_unknown_range_draws_no_band() -> None:
    assert 'class="band"' not in draw("1", "2", low=None, high=None).svg
    assert "usual up to 100 /min" in draw("1", "2", low=None).svg


@pytest.mark.parametrize("values", [("5",), ("5", "5"), ("0", "0", "0"), ("-3", "0.001"), ("1000000", "2")])
def test_odd_series_stay_inside_the_drawing(values: tuple[str, ...]) -> None:
    heights = [
        float(found) for found in re.findall(r'\bcy="([^"]+)"', draw(*values, low=None, high=None).svg)
    ]
    assert heights
    assert all(charts.TOP <= height <= charts.BOTTOM for height in heights)


def test_a_title_is_escaped() -> None:
    with timezone.override("UTC"):
        svg = charts.trend(points("1"), None, None, "<b>", '"><script>').svg
    assert "<script>" not in svg
    assert "<b>" not in svg


def test_no_points_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one point"):
        charts.trend([], None, None, "", "Heart rate")


def test_a_range_bar_marks_what_is_outside() -> None:
    assert 'class="marker out"' in charts.range_bar(Decimal("6.4"), Decimal("3.5"), Decimal("5.3"))
    assert 'class="marker"' in charts.range_bar(Decimal("5.3"), Decimal("3.5"), Decimal("5.3"))


def test_a_far_value_stays_on_the_bar() -> None:
    bar = charts.range_bar(Decimal(9000), Decimal(1), Decimal(2))
    place = re.search(r'marker out" x="([^"]+)"', bar)
    assert place is not None
    assert float(place[1]) <= 104


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(ValueError, match="upper bound"):
        charts.range_bar(Decimal(1), Decimal(2), Decimal(2))
