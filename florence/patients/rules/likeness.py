"""How well a person's names answer typed words, between 0 and 1."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from florence.patients.rules.folding import latin, skeleton

SAME_CONSONANTS = 0.86
"""What two spellings count that share their consonants: less than one wrong letter in eight, more than two."""

LEAST = 0.72
"""Below this a person isn't shown: two wrong letters in a word of seven, or half of a short name."""

SHORTEST_SKELETON = 2

BEGUN = 0.99
"""What an unfinished word counts that begins so: more than any other spelling of up to 60 letters."""


def likeness(typed: Sequence[str], names: Iterable[str], *, is_open: bool) -> float:
    """The likeness of the typed words with the best of the names; with `is_open` the last word may be unfinished."""
    return max((_of_name(typed, name.split(), is_open) for name in names), default=0.0)


def _of_name(typed: Sequence[str], words: list[str], is_open: bool) -> float:
    """The mean likeness of each typed word with a word of its own of the name."""
    free, total = list(words), 0.0
    for position, word in enumerate(typed):
        if not free:
            break
        may_go_on = is_open and position == len(typed) - 1
        score, best = _best(word, free, may_go_on)
        free.remove(best)
        total += score
    return total / len(typed) if typed else 0.0


def _best(word: str, free: list[str], may_go_on: bool) -> tuple[float, str]:
    """The word of a name that is most like a typed one, and how much; no other can be more than one that begins so."""
    if word in free:
        return 1.0, word
    if may_go_on and (begun := [other for other in free if other.startswith(word)]):
        return BEGUN, max(begun)
    return max((of_word(word, other, may_go_on), other) for other in free)


@lru_cache(maxsize=20_000)
def of_word(typed: str, word: str, may_go_on: bool = False) -> float:
    """The likeness of two folded words by letters (insert, delete, replace, exchange neighbours) or by sound."""
    if typed == word:
        return 1.0
    if may_go_on and word.startswith(typed):
        return BEGUN
    if word.startswith(typed) and len(typed) >= 3:
        return 0.95
    return max(OSA.normalized_similarity(typed, word), _by_sound(latin(typed), latin(word)))


def _by_sound(typed: str, word: str) -> float:
    first, second = skeleton(typed), skeleton(word)
    if len(first) < SHORTEST_SKELETON or first != second:
        return 0.0
    return max(SAME_CONSONANTS, OSA.normalized_similarity(typed, word))
