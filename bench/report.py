"""The table of a run, for the terminal and for docs/performance.md."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.goals import Found, Line

DOCUMENT = Path("docs/performance.md")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def tell(lines: Sequence[Line]) -> None:
    """Print the table."""
    width = max(len(line.what) for line in lines)
    for line in lines:
        print(f"{line.what:<{width}}  {line.goal:<22}{line.measured:<44}{line.verdict}")


def publish(lines: Sequence[Line], found: Sequence[Found]) -> None:
    """Put the tables into the document in the place of the last ones."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    tables = "\n".join([BEGIN, *_goals(lines), "", *_series(found), END])
    DOCUMENT.write_text(before + tables + after, encoding="utf-8")


def _goals(lines: Sequence[Line]) -> list[str]:
    head = [f"Run of {datetime.now(UTC).date()}.", "", "| What | Goal | Measured | |", "|---|---|---|---|"]
    return head + [f"| {line.what} | {line.goal} | {line.measured} | {line.verdict} |" for line in lines]


def _series(found: Sequence[Found]) -> list[str]:
    sizes = " | ".join(f"{each.patients:,} patients" for each in found)
    rows = ["Processor time a request, server and database together; medians of three rounds:", ""]
    rows += [f"| Request | {sizes} |", "|---|" + "---|" * len(found)]
    for name in found[-1].series:
        cells = " | ".join(f"{each.series[name].cpu:.2f} ms" for each in found)
        rows.append(f"| {name} | {cells} |")
    return rows
