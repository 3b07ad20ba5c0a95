"""ICD-10-CM, release of April 2026: search by words or code, and whether a code may be used.

Source: CMS and NCHS, a work of the US Government. Inclusion terms are searched too; everyday words are ours.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from florence.terminology.shipped import shipped_json, shipped_lines
from florence.terminology.words import search_words

RELEASE = "ICD-10-CM, April 2026"
CODE_LENGTH_BEFORE_SEVENTH = 6
CATEGORY_LENGTH = 3
MOST_VARIANTS = 3
_AFTER_EVERY_WORD = "\uffff"


@dataclass(frozen=True)
class Diagnosis:
    """A code that may be used, with its name."""

    code: str
    name: str


@dataclass(frozen=True)
class _Entry:
    """A line of the list: a code, and the seventh characters it needs (empty: it is complete)."""

    code: str
    name: str
    seventh: tuple[tuple[str, str], ...]
    terms: str
    name_words: frozenset[str] = field(default=frozenset())

    def variants(self) -> Iterator[Diagnosis]:
        if not self.seventh:
            yield Diagnosis(self.code, self.name)
        bare = self.code.replace(".", "").ljust(CODE_LENGTH_BEFORE_SEVENTH, "X")
        for char, words in self.seventh:
            whole = f"{bare[:CATEGORY_LENGTH]}.{bare[CATEGORY_LENGTH:]}{char}"
            yield Diagnosis(whole, f"{self.name}, {words}")


class _Index:
    """The list in memory with its words in order, for search by beginnings of words."""

    def __init__(self) -> None:
        self.entries = [_entry(line) for line in shipped_lines("icd10cm.tsv.xz")]
        self.everyday = _everyday_words()
        self.commonness = {code: place for place, code in enumerate(self.everyday)}
        places: dict[str, set[int]] = {}
        for place, entry in enumerate(self.entries):
            for word in self._words(entry):
                places.setdefault(word, set()).add(place)
        self.places = places
        self.words = sorted(places)
        self.by_code = {entry.code.replace(".", ""): entry for entry in self.entries}

    def _words(self, entry: _Entry) -> set[str]:
        extra = " ".join(words for _, words in entry.seventh)
        everyday = " ".join(self.everyday.get(entry.code, ()))
        return {*entry.name_words, *search_words(f"{entry.terms} {extra} {everyday}")}

    def with_word(self, beginning: str) -> set[int]:
        first = bisect_left(self.words, beginning)
        last = bisect_left(self.words, beginning + _AFTER_EVERY_WORD)
        return set().union(*(self.places[word] for word in self.words[first:last]))


def find_diagnosis(code: str) -> Diagnosis | None:
    """The diagnosis of a complete code, with or without its dot; None for categories and unknown codes."""
    bare = _bare(code)
    index = _index()
    entry = index.by_code.get(bare) or _entry_of_variant(index, bare)
    if entry is None:
        return None
    return next((d for d in entry.variants() if _bare(d.code) == bare), None)


def is_valid_diagnosis(code: str) -> bool:
    """Whether the code may be used: it exists in this release and is complete."""
    return find_diagnosis(code) is not None


def search_diagnoses(text: str, limit: int = 20) -> list[Diagnosis]:
    """Diagnoses in which every word of the text begins a word, or whose code begins with it; best first.

    First come codes with everyday words (the common ones, in the order of their list), then names that begin
    with the first word, then short names. A text without letters or digits finds nothing.
    """
    words = search_words(text)
    if not words:
        return []
    index = _index()
    if _looks_like_code(text):
        return list(islice(_with_code(index, _bare(text)), limit))
    places = set.intersection(*(index.with_word(word) for word in words))
    best = sorted(places, key=lambda place: _rank(index, index.entries[place], words))
    return list(islice((d for place in best for d in _fitting(index.entries[place], words)), limit))


@cache
def _index() -> _Index:
    return _Index()


def _entry(line: str) -> _Entry:
    code, name, seventh, terms = line.split("\t")
    pairs = tuple((part[0], part[2:]) for part in seventh.split(";") if part)
    return _Entry(code, name, pairs, terms, frozenset(search_words(name)))


def _everyday_words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for phrase, codes in shipped_json("everyday_words")["phrases"].items():
        for code in codes:
            words.setdefault(code, []).append(phrase)
    return words


def _entry_of_variant(index: _Index, bare: str) -> _Entry | None:
    if len(bare) != CODE_LENGTH_BEFORE_SEVENTH + 1:
        return None
    return index.by_code.get(bare[:-1].rstrip("X")) or index.by_code.get(bare[:-1])


def _bare(code: str) -> str:
    return code.strip().replace(".", "").upper()


def _looks_like_code(text: str) -> bool:
    bare = _bare(text)
    return len(bare) >= CATEGORY_LENGTH and bare.isalnum() and bare[0].isalpha() and bare[1].isdigit()


def _with_code(index: _Index, bare: str) -> Iterator[Diagnosis]:
    begins = bare[:CODE_LENGTH_BEFORE_SEVENTH].rstrip("X")
    for entry in index.entries:
        if _bare(entry.code).startswith(begins):
            yield from (d for d in entry.variants() if _bare(d.code).startswith(bare))


def _rank(index: _Index, entry: _Entry, words: list[str]) -> tuple[bool, bool, int, bool, int, str]:
    in_name = all(any(own.startswith(word) for own in entry.name_words) for word in words)
    first = not entry.name.casefold().startswith(words[0])
    commonness = index.commonness.get(entry.code, len(index.commonness))
    rare = entry.code not in index.commonness
    return rare, not in_name, commonness, first, len(entry.name), entry.code


def _fitting(entry: _Entry, words: list[str]) -> list[Diagnosis]:
    variants = list(entry.variants())
    outside = [word for word in words if not any(own.startswith(word) for own in entry.name_words)]
    fitting = [d for d in variants if all(_has(d.name, word) for word in outside)]
    return (fitting or variants)[:MOST_VARIANTS]


def _has(name: str, word: str) -> bool:
    return any(own.startswith(word) for own in search_words(name))
