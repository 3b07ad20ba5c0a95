"""What an import did: how many were stored and known, and what was refused, where and why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

import orjson


@dataclass(frozen=True)
class Refusal:
    """One thing that was not imported. `place` is the line of a file, or the entry of a bundle, from 1.

    Neither the reason nor the path holds anything of the resource itself.
    """

    file: str
    place: int
    kind: str
    path: str
    reason: str


@dataclass
class ImportReport:
    """The sums of an import. `known` were there already from the same source; `skipped` are parts done before.

    `differing` are those of the known that came with another content; what is here was left as it is.
    """

    stored: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    differing: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    skipped: int = 0
    refused: int = 0

    def add(self, other: "ImportReport") -> None:
        """Add the sums of a part; refusals are counted, and kept up to a thousand."""
        self.stored.update(other.stored)
        self.known.update(other.known)
        self.differing.update(other.differing)
        self.skipped += other.skipped
        self.refused += other.refused or len(other.refusals)
        self.refusals += other.refusals[: max(0, 1_000 - len(self.refusals))]

    @property
    def total(self) -> int:
        """All resources that were looked at."""
        return self.stored.total() + self.known.total() + self.refused


class UnwritableRefusals(Exception):
    """There is no place for refusals; the sentence names it and the cure."""


class RefusalFile:
    """The file to which refusals are written, one JSON object a line; made with the first one."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def try_out(self) -> None:
        """Raise UnwritableRefusals when the file can't be written; leaves everything as it was."""
        if self.path is None:
            return
        was_there = self.path.exists()
        try:
            self.path.open("ab").close()
            if not was_there:
                self.path.unlink()
        except OSError as fault:
            raise UnwritableRefusals(
                f"{self.path} cannot be written ({(fault.strerror or 'no reason given').lower()}), and refusals go "
                "there. Nothing was imported. Name another file with --refusals."
            ) from fault

    def write(self, refusals: Iterable[Refusal]) -> None:
        """Add refusals, at once and for good."""
        for refusal in refusals:
            if self.path is None:
                return
            if self._file is None:
                self._file = self.path.open("wb")
            self._file.write(orjson.dumps(asdict(refusal)) + b"\n")
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        """Close the file, if one was made."""
        if self._file is not None:
            self._file.close()
