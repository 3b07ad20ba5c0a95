"""Canaries: words and numbers that occur nowhere else, and finding them in bytes of any kind."""

import base64
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyz"
PLAIN = re.compile(rb"zq[a-z]{10}wx|7[0-9]{9}", re.IGNORECASE)
HEX = re.compile(rb"[57]a[57]1(?:[4-7][0-9a-f]){10}[57]7[57]8", re.IGNORECASE)
ENCODED = re.compile(rb"[A-Za-z0-9+/]{16,4000}")
UTF16 = re.compile(rb"(?:[\x20-\x7e]\x00){12,}")
AT_ONCE = 16 << 20
OVERLAP = 8192


@dataclass
class Canaries:
    """Every canary by what it was typed into; each is kept in lower case."""

    typed_into: dict[str, str] = field(default_factory=dict)

    def word(self, where: str) -> str:
        """A new word, such as Zqhdkeuxpabwx."""
        word = "Zq" + "".join(secrets.choice(LETTERS) for _ in range(10)) + "wx"
        self.typed_into[word.lower()] = where
        return word

    def phone(self, where: str) -> str:
        """A new telephone number, of a range of British mobile numbers."""
        digits = "74" + "".join(str(secrets.randbelow(10)) for _ in range(8))
        self.typed_into[digits] = where
        return f"0{digits}"

    def found_in(self, content: bytes) -> set[str]:
        """The canaries in some bytes: readable in any case, as hexadecimal digits, as base64, or in UTF-16."""
        candidates = set(_plain(content))
        for digits in HEX.findall(content):
            candidates |= set(_plain(bytes.fromhex(digits.decode())))
        for run in UTF16.findall(content):
            candidates |= set(_plain(run[::2]))
        candidates |= set(_decoded(content))
        return candidates & self.typed_into.keys()

    def found_in_file(self, path: Path) -> set[str]:
        """The canaries in a file."""
        found: set[str] = set()
        with path.open("rb") as file:
            tail = b""
            while part := file.read(AT_ONCE):
                found |= self.found_in(tail + part)
                tail = part[-OVERLAP:]
        return found

    def found_under(self, folder: Path) -> dict[str, set[str]]:
        """The canaries by file of a folder, for files that have any."""
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
        named = {str(path.relative_to(folder)): self.found_in_file(path) for path in files}
        return {name: found for name, found in named.items() if found}


def _plain(content: bytes) -> Iterator[str]:
    for match in PLAIN.finditer(content):
        yield match.group().decode().lower()


def _decoded(content: bytes) -> Iterator[str]:
    """What stands in runs of base64, wherever in a run it begins."""
    for run in ENCODED.findall(content):
        for start in range(4):
            part = run[start : start + (len(run) - start) // 4 * 4]
            yield from _plain(base64.b64decode(part))


def union(parts: Iterable[set[str]]) -> set[str]:
    """All canaries of several finds."""
    return set().union(*parts)
