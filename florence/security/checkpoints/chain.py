"""The file of checkpoints: signed lines of JSON, each naming the digest of the line before it."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from florence.foundation.signatures import Signer

FILE = "checkpoints.jsonl"
PURPOSE = "checkpoints"


class ChainBroken(Exception):
    """The file of checkpoints was changed; the sentence says where."""


@dataclass(frozen=True)
class Part:
    """The sum of the rows of one table after one key and up to another: their number and their SHA-256.

    `columns` are those that were summed; none: the same as in the table's part before.
    """

    after: str | None
    through: str
    rows: int
    digest: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Checkpoint:
    """One line: sums of the rows that had come since the one before.

    `restored_to` marks a restore from a backup: what was summed after that checkpoint is gone, since it came later.
    """

    number: int
    made_at: str
    previous: str
    parts: Mapping[str, Part] = field(default_factory=dict)
    restored_to: int | None = None

    @property
    def content(self) -> bytes:
        """What is signed."""
        return _canonical(asdict(self))

    def line_with(self, signature: str) -> bytes:
        """The line of the file, without its end."""
        return _canonical({"checkpoint": asdict(self), "signature": signature})


@dataclass(frozen=True)
class Chain:
    """All checkpoints in their order, and the lines that they stand in."""

    checkpoints: tuple[Checkpoint, ...] = ()
    lines: tuple[bytes, ...] = ()

    @property
    def head(self) -> str:
        """The digest of the last line; "" when there is none."""
        return _digest(self.lines[-1]) if self.lines else ""

    def live(self) -> list[Checkpoint]:
        """The checkpoints whose rows the database must hold: those after which no older backup was brought back."""
        kept: list[Checkpoint] = []
        for checkpoint in self.checkpoints:
            if checkpoint.restored_to is None:
                kept.append(checkpoint)
            else:
                kept = [each for each in kept if each.number <= checkpoint.restored_to]
        return kept

    def latest_parts(self) -> dict[str, Part]:
        """For each table the last part that is summed."""
        return {table: part for checkpoint in self.live() for table, part in checkpoint.parts.items()}

    def columns(self) -> dict[str, tuple[str, ...]]:
        """For each table the columns that were summed last."""
        named = [item for checkpoint in self.checkpoints for item in checkpoint.parts.items()]
        return {table: part.columns for table, part in named if part.columns}

    def continues(self, older: "Chain") -> bool:
        """Whether this is the older chain with more at its end, or the same."""
        return self.lines[: len(older.lines)] == older.lines


def read_chain(path: Path, signer: Signer) -> Chain:
    """The checkpoints of a file, empty when there is no file; raises ChainBroken at the first that is not as it was."""
    lines = path.read_bytes().splitlines() if path.exists() else []
    previous, checkpoints = "", []
    for number, line in enumerate(lines, start=1):
        checkpoint = _read(line, number)
        _refuse_strange(checkpoint, line, signer)
        if checkpoint.number != number or checkpoint.previous != previous:
            raise ChainBroken(
                f"Checkpoint {number} does not follow the one before: one was taken out or put in."
            )
        checkpoints.append(checkpoint)
        previous = _digest(line)
    return Chain(tuple(checkpoints), tuple(lines))


def read_own_chain(path: Path, signer: Signer) -> Chain:
    """The same for whoever adds to the file: only the signature of the last line is checked, which is faster."""
    lines = path.read_bytes().splitlines() if path.exists() else []
    checkpoints = [_read(line, number) for number, line in enumerate(lines, start=1)]
    if lines:
        _refuse_strange(checkpoints[-1], lines[-1], signer)
    return Chain(tuple(checkpoints), tuple(lines))


def _read(line: bytes, number: int) -> Checkpoint:
    try:
        return _checkpoint(json.loads(line)["checkpoint"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ChainBroken(f"Line {number} of the checkpoints cannot be read.") from error


def _refuse_strange(checkpoint: Checkpoint, line: bytes, signer: Signer) -> None:
    """Raise ChainBroken unless the line is, letter by letter, what this house signed."""
    signature = str(json.loads(line).get("signature", ""))
    if line != checkpoint.line_with(signature) or not signer.has_signed(checkpoint.content, signature):
        raise ChainBroken(f"Checkpoint {checkpoint.number} does not bear the signature of this house.")


def _checkpoint(body: dict[str, Any]) -> Checkpoint:
    parts = {
        table: Part(**(part | {"columns": tuple(part["columns"])})) for table, part in body["parts"].items()
    }
    return Checkpoint(**(body | {"parts": parts}))


def append(path: Path, checkpoint: Checkpoint, signer: Signer) -> None:
    """Add a checkpoint to the file and wait until the disk has it. Call it inside `writing`."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(checkpoint.line_with(signer.sign(checkpoint.content)) + b"\n")
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Keep other processes from adding checkpoints meanwhile."""
    with open(path.with_suffix(".lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _canonical(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode("ascii")


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
