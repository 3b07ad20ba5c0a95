"""Charts drawn on the server as SVG: no script, readable in print, always left to right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from florence.ui import figures, moments

# Across, places are shares of the width that the page gives; down they are pixels: letters keep their size.
HEIGHT, TOP, BOTTOM = 190, 14, 160
POINT = 4
ROWS_MOST = 5
TICKS = 4
BAR_WIDTH = 100
MARKER = 3
YEAR_TICKS_FROM = timedelta(days=330)


@dataclass(frozen=True)
class Point:
    """One measured value at an aware moment."""

    at: datetime
    value: Decimal


@dataclass(frozen=True)
class Row:
    """A point with its flag, for the table under the chart."""

    at: datetime
    value: Decimal
    flag: Literal["", "high", "low"]


@dataclass(frozen=True)
class Trend:
    """A drawn chart, its title and unit, and the same values as rows, newest first."""

    title: str
    unit: str
    svg: SafeString
    rows: tuple[Row, ...]


def trend(
    points: Sequence[Point],
    low: Decimal | None,
    high: Decimal | None,
    unit: str,
    title: str,
) -> Trend:
    """A line chart with the usual range as a band and values outside it as filled diamonds.

    `low` and `high` bound the usual range, either may be unknown; bounds belong to the range. Raises
    ValueError without points: an empty chart says nothing, show ``<c-empty>``.
    """
    if not points:
        raise ValueError("A trend needs at least one point.")
    ordered = sorted(points, key=lambda point: point.at)
    rows = tuple(Row(point.at, point.value, _flag(point.value, low, high)) for point in ordered)
    scale = _Scale.of(rows, low, high)
    drawing = (
        _grid(scale),
        _band(scale, low, high, unit),
        _times(scale, rows),
        _line(scale, rows),
        _marks(scale, rows),
    )
    svg = format_html(
        '<div class="trend-plot">'
        '<svg class="trend-chart" height="{}" role="img" aria-label="{}">{}</svg></div>',
        HEIGHT,
        finding(rows, unit, title),
        format_html_join("", "{}", ((part,) for part in drawing)),
    )
    return Trend(title, unit, svg, rows[::-1])


def finding(rows: Sequence[Row], unit: str, title: str) -> str:
    """What the chart shows in one sentence: the extreme values with their moments, and the last one."""
    top = max(rows, key=lambda row: row.value)
    bottom = min(rows, key=lambda row: row.value)
    return _(
        "%(title)s: highest %(top)s at %(top_at)s, lowest %(bottom)s at %(bottom_at)s, now %(last)s %(unit)s"
    ) % {
        "title": title,
        "top": figures.amount(top.value),
        "top_at": moments.words(top.at),
        "bottom": figures.amount(bottom.value),
        "bottom_at": moments.words(bottom.at),
        "last": figures.amount(rows[-1].value),
        "unit": figures.unit_words(unit),
    }


def range_bar(value: Decimal, low: Decimal, high: Decimal) -> SafeString:
    """A small bar that repeats by position whether a value is in its usual range; hidden from screen readers,
    which read the flag. Raises ValueError when the range is empty."""
    if high <= low:
        raise ValueError("The usual range needs an upper bound above its lower bound.")
    start, width = BAR_WIDTH * 0.3, BAR_WIDTH * 0.4
    position = start + width * float((value - low) / (high - low))
    outside = value < low or value > high
    place = min(max(position, MARKER), BAR_WIDTH - MARKER)
    return format_html(
        '<svg class="range" viewBox="0 0 104 12" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" x="2" y="3.5" width="100" height="5"/>'
        '<rect class="usual" x="{}" y="3.5" width="{}" height="5"/>'
        '<rect class="marker{}" x="{}" y=".5" width="{}" height="11"/></svg>',
        f"{start + 2:.1f}",
        f"{width:.1f}",
        " out" if outside else "",
        f"{place + 2 - (MARKER if outside else 2) / 2:.1f}",
        MARKER if outside else 2,
    )


@dataclass(frozen=True)
class _Scale:
    """Turns moments and values into places on the drawing."""

    starts: datetime
    ends: datetime
    bottom: float
    top: float
    step: float

    @classmethod
    def of(cls, rows: Sequence[Row], low: Decimal | None, high: Decimal | None) -> "_Scale":
        values = [float(row.value) for row in rows] + [
            float(bound) for bound in (low, high) if bound is not None
        ]
        step = _round_step((max(values) - min(values)) or abs(values[0]) or 1.0)
        bottom, top = floor(min(values) / step) * step, ceil(max(values) / step) * step
        return cls(rows[0].at, rows[-1].at, bottom, top if top > bottom else bottom + step, step)

    def x(self, at: datetime) -> str:
        span = (self.ends - self.starts).total_seconds()
        share = (at - self.starts).total_seconds() / span if span else 0.5
        return f"{share * 100:.2f}%"

    def y(self, value: Decimal | float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (float(value) - self.bottom) / (self.top - self.bottom)

    def values(self) -> list[float]:
        return [
            self.bottom + self.step * number
            for number in range(round((self.top - self.bottom) / self.step) + 1)
        ]


def _round_step(span: float) -> float:
    rough = span / ROWS_MOST
    power = 10 ** floor(log10(rough))
    return float(next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough))


def _flag(value: Decimal, low: Decimal | None, high: Decimal | None) -> Literal["", "high", "low"]:
    if high is not None and value > high:
        return "high"
    return "low" if low is not None and value < low else ""


def _grid(scale: _Scale) -> SafeString:
    places = max(0, -floor(log10(scale.step)))
    return format_html_join(
        "",
        '<line class="grid" x2="100%" y1="{}" y2="{}"/><text x="-8" y="{}" text-anchor="end">{}</text>',
        (
            (f"{y:.1f}", f"{y:.1f}", f"{y + 4:.1f}", f"{value:.{places}f}")
            for value in scale.values()
            for y in [scale.y(value)]
        ),
    )


def _band(scale: _Scale, low: Decimal | None, high: Decimal | None, unit: str) -> SafeString:
    if low is None and high is None:
        return SafeString("")
    upper = scale.y(scale.top if high is None else high)
    lower = scale.y(scale.bottom if low is None else low)
    return format_html(
        '<rect class="band" width="100%" y="{}" height="{}"/><text class="band-words" x="6" y="{}">{}</text>',
        f"{upper:.1f}",
        f"{lower - upper:.1f}",
        f"{lower - 5:.1f}",
        _range_words(low, high, unit),
    )


def _range_words(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    values = {
        "low": "" if low is None else figures.amount(low),
        "high": "" if high is None else figures.amount(high),
        "unit": figures.unit_words(unit),
    }
    if low is None:
        return (_("usual up to %(high)s %(unit)s") % values).strip()
    if high is None:
        return (_("usual from %(low)s %(unit)s") % values).strip()
    return (_("usual range %(low)s–%(high)s %(unit)s") % values).strip()


def _times(scale: _Scale, rows: Sequence[Row]) -> SafeString:
    span = scale.ends - scale.starts
    steps = min(TICKS, len(rows) - 1)
    if not span or not steps:
        words = moments.words(scale.starts)
        return format_html('<text x="50%" y="{}" text-anchor="middle">{}</text>', BOTTOM + 18, words)
    ticks = [scale.starts + span * number / steps for number in range(steps + 1)]
    anchors = ["start", *["middle"] * (steps - 1), "end"]
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}" class="{}">{}</text>',
        (
            # Where it is narrow, every second tick gives way.
            (
                scale.x(at),
                BOTTOM + 18,
                anchor,
                "between" if number % 2 and steps == TICKS else "tick",
                _tick(at, span),
            )
            for number, (at, anchor) in enumerate(zip(ticks, anchors, strict=True))
        ),
    )


def _tick(at: datetime, span: timedelta) -> str:
    if span <= timedelta(days=1):
        return moments.words(at, "time")
    day, month_and_year = moments.words(moments.local(at)).split(" ")[0].split("-", 1)
    return month_and_year if span > YEAR_TICKS_FROM else f"{day}-{month_and_year.rsplit('-', 1)[0]}"


def _line(scale: _Scale, rows: Sequence[Row]) -> SafeString:
    return format_html_join(
        "",
        '<line class="line" x1="{}" y1="{}" x2="{}" y2="{}"/>',
        (
            (
                scale.x(before.at),
                f"{scale.y(before.value):.1f}",
                scale.x(after.at),
                f"{scale.y(after.value):.1f}",
            )
            for before, after in pairwise(rows)
        ),
    )


def _marks(scale: _Scale, rows: Sequence[Row]) -> SafeString:
    marks = format_html_join(
        "", "{}", ((_mark(scale.x(row.at), scale.y(row.value), row.flag),) for row in rows)
    )
    last = rows[-1]
    words = format_html(
        '<text class="last" x="{}" y="{}" text-anchor="end">{}</text>',
        scale.x(last.at),
        f"{max(scale.y(last.value) - 10, 11):.1f}",
        figures.amount(last.value),
    )
    return format_html("{}{}", marks, words)


def _mark(x: str, y: float, flag: str) -> SafeString:
    if not flag:
        return format_html('<circle class="point" cx="{}" cy="{}" r="{}"/>', x, f"{y:.1f}", POINT)
    return format_html(
        '<svg class="diamond" x="{}" y="{}"><path class="out" d="M0-6 6 0 0 6-6 0Z"/></svg>', x, f"{y:.1f}"
    )
