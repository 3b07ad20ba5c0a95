"""The parts of an import: a bundle, or some hundred lines of NDJSON, read from files that may be packed by gzip."""

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from florence.fhir.parsing import LARGEST_BODY

LINES_AT_ONCE = 400
LINES_JOINED = 20_000
BYTES_AT_ONCE = 4 * 1024 * 1024
SUFFIXES = (".json", ".ndjson", ".jsonl")

# Resources that others refer to come first; a name that begins with none of these comes between them.
FIRST = ("hospital", "organization", "location", "practitioner", "practitionerrole", "medication", "patient")
FIRST_LINES = (*FIRST, "relatedperson", "coverage", "encounter")
LAST_LINES = ("diagnosticreport", "claim", "explanationofbenefit", "provenance")


Origin = tuple[str, int]


class Unreadable(Exception):
    """A file can't be read; the sentence says why."""


@dataclass(frozen=True)
class Part:
    """A piece of an import that is stored as a whole.

    `origins` has, for each line of `text`, the file and the line that it came from; for a bundle its file alone.
    """

    text: bytes
    origins: tuple[Origin, ...]
    is_lines: bool
    read_bytes: int = 0

    @property
    def digest(self) -> bytes:
        """What knows the same part again."""
        return hashlib.sha256(self.text).digest()


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The importable files of paths, folders with all below them, in the order of their loading.

    Raises Unreadable for a path where nothing is, and for a folder without an importable file.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            within = [each for each in path.rglob("*") if each.is_file() and is_importable(each)]
            if not within:
                raise Unreadable(f"No .json or .ndjson file in {path}.")
            found.update(within)
        elif path.is_file():
            found.add(path)
        else:
            raise Unreadable(f"There is no file or folder {path}.")
    return sorted(found, key=lambda path: (_rank(path), path.name))


def is_importable(path: Path) -> bool:
    """Whether the name is that of JSON or NDJSON, packed or not; logs and indexes of exports are left out."""
    name = path.name.lower().removesuffix(".gz")
    return name.endswith(SUFFIXES) and not name.startswith(("log.", "index."))


def _rank(path: Path) -> int:
    name = path.name.lower()
    names = FIRST_LINES if _is_lines(path) else FIRST
    stem = name.partition(".")[0]
    if stem in names:
        return names.index(stem)
    if stem.startswith(("hospital", "practitioner")):
        return 0 if stem.startswith("hospital") else 1
    return len(FIRST_LINES) + (stem in LAST_LINES)


def is_of_house(path: Path) -> bool:
    """Whether the name is that of organisations, places or staff, which patients' records refer to."""
    return _rank(path) < FIRST.index("patient")


def _is_lines(path: Path) -> bool:
    return path.name.lower().removesuffix(".gz").endswith((".ndjson", ".jsonl"))


def parts_of(path: Path, only: frozenset[int] | None = None) -> Iterator[Part]:
    """The parts of a file, one after the other; `only` names the lines wanted. Raises Unreadable."""
    try:
        with _opened(path) as (stream, raw):
            if not _is_lines(path):
                text, size = _read_whole(stream, path), path.stat().st_size
                yield Part(text, ((str(path), 0),), is_lines=False, read_bytes=size)
                return
            yield from _line_parts(path, stream, raw, only)
    except (OSError, EOFError, zlib.error) as fault:
        raise Unreadable(f"{path.name} can't be read: it is damaged, or not packed by gzip.") from fault


class _opened:  # noqa: N801  reads like the function it stands for
    """A file, unpacked as it is read, with the packed file beneath it."""

    def __init__(self, path: Path) -> None:
        self._raw: IO[bytes] = path.open("rb")
        packed = self._raw.read(2) == b"\x1f\x8b"
        self._raw.seek(0)
        self._stream: IO[bytes] = gzip.GzipFile(fileobj=self._raw) if packed else self._raw  # type: ignore[assignment]

    def __enter__(self) -> tuple[IO[bytes], IO[bytes]]:
        return self._stream, self._raw

    def __exit__(self, *_: object) -> None:
        self._raw.close()


def _read_whole(stream: IO[bytes], path: Path) -> bytes:
    text = stream.read(LARGEST_BODY + 1)
    if len(text) > LARGEST_BODY:
        raise Unreadable(f"{path.name} unpacks to more than {LARGEST_BODY // 1_000_000} MB: split it.")
    return text


def _line_parts(path: Path, stream: IO[bytes], raw: IO[bytes], only: frozenset[int] | None) -> Iterator[Part]:
    lines: list[bytes] = []
    origins: list[Origin] = []
    size, before = 0, 0
    for number, line in enumerate(_lines(stream, path), start=1):
        if not line.strip() or (only is not None and number not in only):
            continue
        lines.append(line.rstrip(b"\r\n"))
        origins.append((str(path), number))
        size += len(line)
        if len(lines) >= LINES_AT_ONCE or size >= BYTES_AT_ONCE:
            yield Part(b"\n".join(lines), tuple(origins), True, raw.tell() - before)
            lines, origins, size, before = [], [], 0, raw.tell()
    if lines:
        yield Part(b"\n".join(lines), tuple(origins), True, raw.tell() - before)


def joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Parts of lines put together into few, so that lines of different files may refer to each other."""
    gathered: list[Part] = []
    for part in parts:
        if not part.is_lines:
            yield part
            continue
        gathered.append(part)
        if sum(len(each.origins) for each in gathered) >= LINES_JOINED:
            yield _join(gathered)
            gathered = []
    if gathered:
        yield _join(gathered)


def _join(parts: Iterable[Part]) -> Part:
    together = list(parts)
    origins = tuple(origin for part in together for origin in part.origins)
    return Part(b"\n".join(part.text for part in together), origins, is_lines=True)


def _lines(stream: IO[bytes], path: Path) -> Iterator[bytes]:
    while line := stream.readline(LARGEST_BODY + 1):
        if len(line) > LARGEST_BODY:
            raise Unreadable(f"{path.name} has a line of more than {LARGEST_BODY // 1_000_000} MB.")
        yield line
