"""Import records: FHIR R4 transaction bundles and NDJSON, packed by gzip or not."""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import django

from florence.config.counting import counted
from florence.config.database import running_database
from florence.config.environment import Environment

if TYPE_CHECKING:
    from florence.interchange.importing.report import ImportReport
    from florence.interchange.importing.run import Step

REFUSED = 2
BAR = 24
REDRAWN_AFTER_S = 0.2
TOLD_AFTER_S = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to import and for whom."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders with files")
    parser.add_argument(
        "--source", default="import", help="name of the system the records come from (import)"
    )
    parser.add_argument("--team", help="name of a team that gets relations to the patients")
    parser.add_argument("--refusals", type=Path, help="file for what is refused (import-refused.ndjson)")
    parser.add_argument("--processes", type=int, default=0, help="processes at work (one a processor)")


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Import; gives 2 when something was refused. Can be stopped at any time and run again."""
    with running_database(environment):
        django.setup()
        return import_as_told(arguments)


def import_as_told(arguments: argparse.Namespace) -> int:
    """Import what the arguments name and tell what came of it; the database runs."""
    # The owners of the types bring their tables, which can be imported after setup only.
    from florence.config import importing  # noqa: PLC0415
    from florence.interchange.importing.parts import Unreadable  # noqa: PLC0415
    from florence.interchange.importing.processes import ProcessDied  # noqa: PLC0415
    from florence.interchange.importing.report import UnwritableRefusals  # noqa: PLC0415

    refusals = arguments.refusals or Path("import-refused.ndjson")
    began, bar = time.monotonic(), _Bar()
    try:
        report = importing.import_files(
            arguments.paths,
            source=arguments.source,
            team=arguments.team,
            refusals=refusals,
            progress=bar,
            processes=arguments.processes,
        )
    except (importing.NoSuchTeam, Unreadable, ProcessDied, UnwritableRefusals) as problem:
        print(f"\nflorence import: {problem}", file=sys.stderr)
        return 1
    bar.end()
    _tell(report, time.monotonic() - began, refusals)
    return REFUSED if report.refused else 0


class _Bar:
    """A bar on a terminal, a line now and then elsewhere: share, rate, and the time that remains."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._told = 0.0
        self._last: Step | None = None
        self._is_terminal = sys.stderr.isatty()

    def __call__(self, step: "Step") -> None:
        self._last = step
        now = time.monotonic()
        if now - self._told < (REDRAWN_AFTER_S if self._is_terminal else TOLD_AFTER_S):
            return
        self._told = now
        self._draw(step)

    def end(self) -> None:
        """Draw the last step as the whole: what a file has after its last line is never read."""
        if self._last is not None:
            self._draw(replace(self._last, read_bytes=self._last.all_bytes))

    def _draw(self, step: "Step") -> None:
        print(
            self._line(step, time.monotonic() - self._began),
            file=sys.stderr,
            end="" if self._is_terminal else "\n",
            flush=True,
        )

    def _line(self, step: "Step", seconds: float) -> str:
        share = min(1.0, step.read_bytes / step.all_bytes) if step.all_bytes else 1.0
        remaining = f"{seconds / share * (1 - share):.0f} s left" if share else "…"
        bar = "█" * int(share * BAR) + "░" * (BAR - int(share * BAR))
        text = f"{bar} {share:4.0%}  {step.resources:,} resources  {step.resources / seconds:,.0f}/s  {remaining}"
        text += f"  {step.refused:,} refused" if step.refused else ""
        return f"\r{text:<100}" if self._is_terminal else text


def _tell(report: "ImportReport", seconds: float, refusals: Path) -> None:
    number = report.stored.total()
    stored = counted(number, "resource", "resources")
    print(f"\nStored {stored} in {seconds:.1f} s ({number / seconds:,.0f} a second).")
    for kind, count in sorted(report.stored.items()):
        print(f"  {kind:<28}{count:>10,}")
    if report.known:
        print(f"{counted(report.known.total(), 'was', 'were')} here already.")
    if report.differing:
        print(
            f"{report.differing.total():,} of these came with another content; what is here was left as it is."
        )
    if report.skipped:
        skipped = counted(report.skipped, "file or part was", "files or parts were")
        print(f"{skipped} imported before and passed over.")
    if report.refused:
        print(f"{counted(report.refused, 'was', 'were')} refused; why is in {refusals}.")
