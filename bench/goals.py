"""The goals, and what was measured beside each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from bench.importing import Imported
from bench.measures import Series

MOST_QUERIES = 25
LONG_CHART_MS = 300
GROWTH = 1.3
GROWING = ("summary", "list", "prefix", "read", "search", "create")


@dataclass(frozen=True)
class Line:
    """One goal: in words, what was measured, and whether it is met."""

    what: str
    goal: str
    measured: str
    is_met: bool

    @property
    def verdict(self) -> str:
        """Met or missed."""
        return "met" if self.is_met else "missed"


@dataclass(frozen=True)
class Found:
    """All that was measured in one hospital."""

    patients: int
    series: Mapping[str, Series]
    recall: float
    queries: Mapping[str, int]


def lines(found: Found, small: Found | None, imported: Imported | None) -> Iterator[Line]:
    """Every goal with its figure; `small` is the hospital that growth is counted from."""
    series = found.series
    yield _ratio("patient list by part of a name, requests a second", series, "list", "bare list", 0.65)
    yield _cpu("patient list by part of a name", series["list"], 10)
    yield _ratio("chart summary, requests a second", series, "summary", "bare page", 0.5)
    yield _cpu("chart summary", series["summary"], 7)
    yield _cpu("search by the beginning of a name", series["prefix"], 4)
    yield _cpu("search by a full name with one typing error", series["typo"], 10)
    yield Line(
        "the person meant is among the first ten", "≥ 0.95", f"{found.recall:.3f}", found.recall >= 0.95
    )
    yield _cpu("FHIR read", series["read"], 4)
    yield _cpu("FHIR search of 50 rows", series["search"], 8)
    yield _cpu("FHIR create", series["create"], 6)
    yield from _long_chart(found)
    if small is not None:
        yield from _growth(small, found)
    if imported is not None:
        yield from _import(imported)


def _cpu(what: str, series: Series, most: float) -> Line:
    return Line(f"{what}, processor time", f"< {most:g} ms", f"{series.cpu:.1f} ms", series.cpu < most)


def _ratio(what: str, series: Mapping[str, Series], name: str, bare: str, least: float) -> Line:
    """The ratio of rates, round by round, since the machine is not as fast in each."""
    ratio = median(one / other for one, other in zip(series[name].rates, series[bare].rates, strict=True))
    words = f"{ratio:.2f} ({series[name].rate:.0f}/s beside {series[bare].rate:.0f}/s)"
    return Line(what, f"≥ {least:g} × the {bare}", words, ratio >= least)


def _long_chart(found: Found) -> Iterator[Line]:
    p95 = found.series["long chart"].p95_ms
    what = "chart of 20,000 facts, its twelve tabs in turn by eight clients"
    yield Line(what, f"p95 ≤ {LONG_CHART_MS} ms", f"{p95:.0f} ms", p95 <= LONG_CHART_MS)
    tab, most = max(found.queries.items(), key=lambda pair: pair[1])
    yield Line(
        "chart of 20,000 facts, queries", f"≤ {MOST_QUERIES}", f"{most} ({tab[:-1]})", most <= MOST_QUERIES
    )


def _growth(small: Found, found: Found) -> Iterator[Line]:
    for name in GROWING:
        ratio = found.series[name].cpu / small.series[name].cpu
        what = f"growth of “{name}” from {small.patients:,} to {found.patients:,} patients"
        yield Line(what, f"≤ {GROWTH} ×", f"{ratio:.2f} ×", ratio <= GROWTH)


def _import(imported: Imported) -> Iterator[Line]:
    words = f"{imported.rate_of_two:,.0f}/s ({imported.rate:,.0f}/s as measured beside other work)"
    what = f"import of {imported.of}, {imported.resources:,} resources, by processor time on two"
    yield Line(what, "≥ 5,000/s", words, imported.rate_of_two >= 5_000)
