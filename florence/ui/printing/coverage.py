"""Which letters the shipped fonts can print."""

from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_SPACES = frozenset("\n\t\r ")


def printable(content: Any) -> tuple[Any, int]:
    """The content of a document with every letter that no font holds replaced, and how many those were."""
    if isinstance(content, str):
        return _printable_text(content)
    if isinstance(content, dict):
        pairs = {name: printable(value) for name, value in content.items()}
        return {name: value for name, (value, _) in pairs.items()}, sum(n for _, n in pairs.values())
    if isinstance(content, list | tuple):
        values = [printable(value) for value in content]
        return [value for value, _ in values], sum(n for _, n in values)
    return content, 0


def _printable_text(text: str) -> tuple[str, int]:
    letters = [letter if _is_covered(letter) else REPLACEMENT for letter in text]
    # A joiner or a mark of direction that no font draws is nothing to read: it is left out in silence.
    kept = [new for old, new in zip(text, letters, strict=True) if new != REPLACEMENT or old.isprintable()]
    missing = sum(
        new == REPLACEMENT != old for old, new in zip(text, letters, strict=True) if old.isprintable()
    )
    return "".join(kept), missing


def _is_covered(letter: str) -> bool:
    if letter in _SPACES:
        return True
    starts, ends = _ranges()
    place = bisect_right(starts, ord(letter)) - 1
    return place >= 0 and ord(letter) <= ends[place]


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """The ranges of code points of coverage.txt, which is made from the fonts' own tables."""
    starts, ends = [], []
    for line in (FONTS / "coverage.txt").read_text(encoding="ascii").split():
        first, _, last = line.partition("-")
        starts.append(int(first, 16))
        ends.append(int(last or first, 16))
    return starts, ends
