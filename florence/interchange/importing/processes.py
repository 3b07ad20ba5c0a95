"""Parts given to several processes, each with a connection of its own; results come back as they are ready.

A child ends when its parent is gone: then nobody holds the other end of its pipe any more.
"""

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import cast

from django.db import connections

from florence.fhir.validation import validate
from florence.interchange.importing.parts import Part
from florence.interchange.importing.storing import PartResult

Work = Callable[[Part], PartResult]
# How many parts wait in the pipe of a process, so that it never idles.
AHEAD = 2
OFTEN = (
    *("Patient", "Encounter", "Observation", "Condition", "Procedure", "MedicationRequest", "Immunization"),
    *("DiagnosticReport", "AllergyIntolerance", "CarePlan", "Claim", "ExplanationOfBenefit"),
)


class ProcessDied(Exception):
    """A process of the import ended before its work was done; what it had finished is kept."""


def in_this_process(work: Work, parts: Iterable[Part]) -> Iterator[PartResult]:
    """Do the parts one after the other."""
    for part in parts:
        yield work(part)


def in_processes(work: Work, parts: Iterable[Part], number: int) -> Iterator[PartResult]:
    """Do the parts in `number` processes; raises ProcessDied, and what a process raised."""
    _prepare()
    connections.close_all()
    pool: list[_Process] = []
    waiting = iter(parts)
    try:
        for _ in range(number):
            pool.append(_Process(work, [process.pipe for process in pool]))
        for process in pool:
            for part in _take(waiting, AHEAD):
                process.give(part)
        while busy := {process.pipe: process for process in pool if process.given}:
            for pipe in wait(list(busy)):
                process = busy[pipe]  # type: ignore[index]
                yield process.result()
                for part in _take(waiting, 1):
                    process.give(part)
    finally:
        for process in pool:
            process.pipe.close()
        for process in pool:
            process.end()


def _prepare() -> None:
    """Make once what every process would make for itself: the validators of the types that come most often."""
    for kind in OFTEN:
        validate({"resourceType": kind})


def _take(parts: Iterator[Part], number: int) -> Iterator[Part]:
    for _ in range(number):
        part = next(parts, None)
        if part is None:
            return
        yield part


@dataclass(frozen=True)
class _Fault:
    """What a process raised; an exception loses its cause on the way through a pipe."""

    raised: Exception
    cause: BaseException | None


class _Process:
    """One process; `given` counts the parts that it has not answered yet.

    A fork inherits the parent's ends of the pipes `earlier`, and must close them: those processes would not end else.
    """

    def __init__(self, work: Work, earlier: Iterable[Connection]) -> None:
        context = multiprocessing.get_context("fork")
        self.pipe, theirs = context.Pipe()
        self.given = 0
        self._process = context.Process(
            target=_serve, args=(work, theirs, [*earlier, self.pipe]), daemon=True
        )
        self._process.start()
        theirs.close()

    def give(self, part: Part) -> None:
        """Send a part."""
        self.given += 1
        self.pipe.send(part)

    def result(self) -> PartResult:
        """The next result; the process does its parts in the order given."""
        try:
            answer = self.pipe.recv()
        except EOFError:
            raise ProcessDied(
                "A process of the import ended. Run the import again: it goes on where it was."
            ) from None
        if isinstance(answer, _Fault):
            raise answer.raised from answer.cause
        self.given -= 1
        return cast(PartResult, answer)

    def end(self) -> None:
        """Let the process, whose pipe is closed, finish what it is at, and end."""
        self._process.join(timeout=10)
        if self._process.is_alive():
            self._process.terminate()


def _serve(work: Work, pipe: Connection, of_the_parent: Iterable[Connection]) -> None:
    for end in of_the_parent:
        end.close()
    connections.close_all()
    # Parts hold no cycles; looking for some among their many objects would take a third of the time.
    gc.disable()
    try:
        while True:
            part = pipe.recv()
            try:
                pipe.send(work(part))
            except Exception as fault:  # noqa: BLE001  the parent decides what to do about it
                pipe.send(_Fault(fault, fault.__cause__))
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        connections.close_all()
