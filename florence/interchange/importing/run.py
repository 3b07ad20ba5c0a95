"""A whole import: every file part by part, then once more what had to wait, and a report at the end."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from uuid import UUID

from django.db import connection

from florence.fhir import parsing
from florence.interchange.importing.parts import Part, Unreadable, files_in, is_of_house, joined, parts_of
from florence.interchange.importing.processes import in_processes, in_this_process
from florence.interchange.importing.report import ImportReport, Refusal, RefusalFile
from florence.interchange.importing.storing import PartImporter, PartResult
from florence.security.keeping import AnyKeeper

Progress = Callable[["Step"], None]
MOST_PROCESSES = 8


@dataclass(frozen=True)
class Step:
    """How far an import is: bytes of files read of all, resources looked at, and those refused or waiting."""

    read_bytes: int
    all_bytes: int
    resources: int
    refused: int
    waiting: int


@dataclass(frozen=True)
class Plan:
    """Whom an import is for: the name of the source, a team to get relations, and how many processes work."""

    source: str
    team_id: UUID | None = None
    processes: int = 0

    def number(self) -> int:
        """The processes: as many as this machine has processors; one inside somebody's transaction."""
        if connection.in_atomic_block:
            return 1
        return self.processes or min(MOST_PROCESSES, len(os.sched_getaffinity(0)))


class Import:
    """One import."""

    def __init__(
        self,
        plan: Plan,
        keepers: Mapping[str, AnyKeeper],
        refusals: RefusalFile,
        progress: Progress | None = None,
    ) -> None:
        self._plan = plan
        self._importer = PartImporter(plan.source, keepers, plan.team_id)
        self._refusals = refusals
        self._progress = progress
        self._waiting: defaultdict[str, set[int]] = defaultdict(set)
        self._all_bytes = self._read_bytes = 0
        self.report = ImportReport()

    def files(self, paths: Iterable[Path]) -> ImportReport:
        """Import files and folders; raises Unreadable when there is nothing of that name, or in it."""
        found = files_in(paths)
        self._all_bytes = sum(path.stat().st_size for path in found)
        by_name = {str(path): path for path in found}
        # What is about the house itself comes first as a whole, so that no shorter copy in a bundle goes before it.
        self._pass(self._parts(filter(is_of_house, found)), is_last_try=False)
        self._pass(self._parts(path for path in found if not is_of_house(path)), is_last_try=False)
        before = None
        while self._waiting and self._waiting != before:
            before = dict(self._waiting)
            self._pass(joined(self._again(by_name)), is_last_try=False)
        if self._waiting:
            self._pass(joined(self._again(by_name)), is_last_try=True)
        self._importer.wait_until_kept()
        return self.report

    def bundles(self, bundles: Iterable[Mapping[str, object]]) -> ImportReport:
        """Import bundles from memory; what refers to nothing is refused at once."""
        parts = (
            Part(parsing.serialise(dict(bundle)), ((f"bundle {number}", 0),), is_lines=False)
            for number, bundle in enumerate(bundles, start=1)
        )
        self._pass(parts, is_last_try=True)
        self._importer.wait_until_kept()
        return self.report

    def _pass(self, parts: Iterable[Part], *, is_last_try: bool) -> None:
        work = partial(self._importer.run, is_last_try=is_last_try)
        number = self._plan.number()
        results = in_this_process(work, parts) if number == 1 else in_processes(work, parts, number)
        for result in results:
            self._note(result)

    def _note(self, result: PartResult) -> None:
        self.report.add(result.report)
        self._refusals.write(result.report.refusals)
        self._read_bytes += result.read_bytes
        for file, place in result.waiting:
            self._waiting[file].add(place)
        self._tell()

    def _tell(self) -> None:
        if self._progress is not None:
            waiting = sum(len(places) for places in self._waiting.values())
            report = self.report
            self._progress(Step(self._read_bytes, self._all_bytes, report.total, report.refused, waiting))

    def _parts(self, files: Iterable[Path]) -> Iterator[Part]:
        for path in files:
            try:
                yield from parts_of(path)
            except Unreadable as fault:
                self._refuse_file(path, str(fault))

    def _refuse_file(self, path: Path, reason: str) -> None:
        refusal = Refusal(str(path), 0, "", "", reason)
        self.report.add(ImportReport(refusals=[refusal]))
        self._refusals.write([refusal])

    def _again(self, by_name: Mapping[str, Path]) -> Iterator[Part]:
        """The parts that hold what waits: of a file of lines those lines alone."""
        waiting, self._waiting = self._waiting, defaultdict(set)
        for name, places in sorted(waiting.items(), key=lambda each: list(by_name).index(each[0])):
            for part in parts_of(by_name[name], frozenset(places)):
                yield replace(part, read_bytes=0)
