"""Charts drawn on the server as SVG: no script, readable in print, always left to right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil, floor, log10
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from florence.ui import figures, moments

WIDTH, HEIGHT = 576, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 548, 14, 160
POINT = 4
DIAMOND = 6
ROWS_MOST = 5
TICKS_MOST = 4
BAR_WIDTH = 100
MARKER = 3


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

    `low` and `high` bound the usual range, either may be unknown; bounds belong to the range. Raises ValueError
    without points: an empty chart says nothing, show ``<c-empty>``.
    """
    if not points:
        raise ValueError("A trend needs at least one point.")
    ordered = sorted(points, key=lambda point: point.at)
    rows = tuple(Row(point.at, point.value, _flag(point.value, low, high)) for point in ordered)
    scale = _Scale.of(rows, low, high)
    drawing = (_grid(scale), _band(scale, low, high, unit), _times(scale, rows), _line(scale, rows), _marks(scale, rows))
    svg = format_html(
        '<svg class="trend-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        HEIGHT,
        finding(rows, unit, title),
        format_html_join("", "{}", ((part,) for part in drawing)),
    )
    return Trend(title, unit, svg, rows[::-1])


def finding(rows: Sequence[Row], unit: str, title: str) -> str:
    """What the chart shows in one sentence: the extreme values with their moments, and the last one."""
    top = max(rows, key=lambda row: row.value)
    bottom = min(rows, key=lambda row: row.value)
    return _("%(title)s: highest %(top)s at %(top_at)s, lowest %(bottom)s at %(bottom_at)s, now %(last)s %(unit)s") % {
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
        '<rect class="track" x="2" y="3.5" width="100" height="5"/><rect class="usual" x="{}" y="3.5" width="{}" height="5"/>'
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
        values = [float(row.value) for row in rows] + [float(bound) for bound in (low, high) if bound is not None]
        step = _round_step((max(values) - min(values)) or abs(values[0]) or 1.0)
        bottom, top = floor(min(values) / step) * step, ceil(max(values) / step) * step
        return cls(rows[0].at, rows[-1].at, bottom, top if top > bottom else bottom + step, step)

    def x(self, at: datetime) -> float:
        span = (self.ends - self.starts).total_seconds()
        share = (at - self.starts).total_seconds() / span if span else 0.5
        return LEFT + (RIGHT - LEFT) * share

    def y(self, value: Decimal | float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (float(value) - self.bottom) / (self.top - self.bottom)

    def values(self) -> list[float]:
        return [self.bottom + self.step * number for number in range(round((self.top - self.bottom) / self.step) + 1)]


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
        '<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (LEFT, f"{y:.1f}", RIGHT, f"{y:.1f}", LEFT - 8, f"{y + 4:.1f}", f"{value:.{places}f}")
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
        '<rect class="band" x="{}" y="{}" width="{}" height="{}"/><text class="band-words" x="{}" y="{}">{}</text>',
        LEFT,
        f"{upper:.1f}",
        RIGHT - LEFT,
        f"{lower - upper:.1f}",
        LEFT + 6,
        f"{lower - 5:.1f}",
        _range_words(low, high, unit),
    )


def _range_words(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    words = figures.unit_words(unit)
    if low is None or high is None:
        bound = figures.amount(high if low is None else low)  # type: ignore[arg-type]
        pattern = _("usual up to %(bound)s %(unit)s") if low is None else _("usual from %(bound)s %(unit)s")
        return (pattern % {"bound": bound, "unit": words}).strip()
    limits = f"{figures.amount(low)}–{figures.amount(high)}"
    return (_("usual range %(range)s %(unit)s") % {"range": limits, "unit": words}).strip()


def _times(scale: _Scale, rows: Sequence[Row]) -> SafeString:
    span = scale.ends - scale.starts
    steps = min(TICKS_MOST, len(rows) - 1)
    if not steps:
        return format_html('<text x="{}" y="{}" text-anchor="middle">{}</text>', (LEFT + RIGHT) // 2, BOTTOM + 18, moments.words(scale.starts))
    ticks = [scale.starts + span * number / steps for number in range(steps + 1)]
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (f"{scale.x(at):.1f}", BOTTOM + 18, "end" if number == steps else "start" if number == 0 else "middle", _tick(at, span))
            for number, at in enumerate(ticks)
        ),
    )


def _tick(at: datetime, span: timedelta) -> str:
    if span <= timedelta(days=1):
        return moments.words(at, "time")
    day = moments.words(moments.local(at)).split(" ")[0]
    return day if span > timedelta(days=330) else day.rsplit("-", 1)[0]


def _line(scale: _Scale, rows: Sequence[Row]) -> SafeString:
    path = " ".join(f"{scale.x(row.at):.1f},{scale.y(row.value):.1f}" for row in rows)
    return format_html('<polyline class="line" points="{}"/>', path)


def _marks(scale: _Scale, rows: Sequence[Row]) -> SafeString:
    marks = format_html_join("", "{}", ((_mark(scale.x(row.at), scale.y(row.value), row.flag),) for row in rows))
    last = rows[-1]
    words = format_html(
        '<text class="last" x="{}" y="{}" text-anchor="end">{}</text>',
        f"{scale.x(last.at) + 8:.1f}",
        f"{max(scale.y(last.value) - 10, 11):.1f}",
        figures.amount(last.value),
    )
    return format_html("{}{}", marks, words)


def _mark(x: float, y: float, flag: str) -> SafeString:
    if not flag:
        return format_html('<circle class="point" cx="{}" cy="{}" r="{}"/>', f"{x:.1f}", f"{y:.1f}", POINT)
    shape = f"M{x:.1f} {y - DIAMOND:.1f}L{x + DIAMOND:.1f} {y:.1f}L{x:.1f} {y + DIAMOND:.1f}L{x - DIAMOND:.1f} {y:.1f}Z"
    return format_html('<path class="out" d="{}"/>', shape)
