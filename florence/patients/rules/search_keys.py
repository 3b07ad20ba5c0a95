"""By which keys a person is found: rotations of every name, numbers, and phone numbers from their end."""

from collections.abc import Iterable
from itertools import permutations

from florence.patients.rules.folding import latin, words_of

MOST_WORDS = 8
LONGEST_ROTATED = 3
PHONE_DIGITS = 9

END = " "
"""Closes a key, so that a word can be asked for whole (“ann ”) or by its beginning (“ann”)."""


def spellings(name: str) -> list[list[str]]:
    """The words of a name as written, with its double names as one word, and in Latin letters."""
    found: list[list[str]] = []
    for text in (name, name.replace("-", "")):
        written = words_of(text)[:MOST_WORDS]
        for words in (written, [spelled for spelled in map(latin, written) if spelled]):
            if words and words not in found:
                found.append(words)
    return found


def name_keys(names: Iterable[str]) -> set[str]:
    """The keys of names: every word of a name begins one, and so do any two of its words in one of both orders.

    Up to three words their rotations give that; more words need a key for each pair.
    """
    return {key for name in names for words in spellings(name) for key in _keys_of(words)}


def _keys_of(words: list[str]) -> set[str]:
    keys = {" ".join(words[at:] + words[:at]) + END for at in range(len(words))}
    if len(words) > LONGEST_ROTATED:
        keys |= {f"{first} {second}{END}" for first, second in permutations(words, 2)}
    return keys


def year_key(year: int, word: str) -> str:
    """The key of a word of a name and the year of birth: the frequent names are told apart by it."""
    return f"{year} {word}{END}"


def phone_key(number: str) -> str:
    """The last nine digits of a phone number, last digit first; empty without digits.

    Nine digits leave out the country's and the trunk's prefix, which people write in different ways.
    """
    digits = "".join(sign for sign in number if sign.isdigit())
    return digits[::-1][:PHONE_DIGITS]


def bare(value: str) -> str:
    """An identifier as it is compared: letters and digits only, no capitals."""
    return "".join(sign for sign in value.casefold() if sign.isalnum())
