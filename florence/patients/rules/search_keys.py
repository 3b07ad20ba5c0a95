"""By which keys a person is found: rotations of every name, numbers, and phone numbers from their end."""

from collections.abc import Iterable
from itertools import permutations

from florence.patients.rules.folding import folded, latin, words_of

MOST_WORDS = 8
LONGEST_ROTATED = 3
PHONE_DIGITS = 9

END = " "
"""Closes a key, so that a word can be asked for whole (“ann ”) or by its beginning (“ann”)."""


def spellings(name: str) -> list[list[str]]:
    """The words of a name as written and, for another script, in Latin letters."""
    written = words_of(name)[:MOST_WORDS]
    if not written:
        return []
    spelled = [latin(word) for word in written]
    return [written] if spelled == written else [written, [word for word in spelled if word]]


def name_keys(names: Iterable[str]) -> set[str]:
    """The keys of names: every word of a name begins one, and so do any two of its words in one of both orders.

    Up to three words their rotations give that; more words need a key for each pair.
    """
    keys: set[str] = set()
    for name in names:
        for words in spellings(name):
            keys |= _keys_of(words)
    return keys | _joined(names)


def _keys_of(words: list[str]) -> set[str]:
    keys = {" ".join(words[at:] + words[:at]) + END for at in range(len(words))}
    if len(words) > LONGEST_ROTATED:
        keys |= {f"{first} {second}{END}" for first, second in permutations(words, 2)}
    return keys


def _joined(names: Iterable[str]) -> set[str]:
    """Double names are also written as one word: Mary-Ann, Maryann."""
    parts = [part for name in names for part in name.split() if "-" in part]
    return {folded(part).replace(" ", "") + END for part in parts if folded(part)}


def phone_key(number: str) -> str:
    """The last nine digits of a phone number, last digit first; empty without digits.

    Nine digits leave out the country's and the trunk's prefix, which people write in different ways.
    """
    digits = "".join(sign for sign in number if sign.isdigit())
    return digits[::-1][:PHONE_DIGITS]


def bare(value: str) -> str:
    """An identifier as it is compared: letters and digits only, no capitals."""
    return "".join(sign for sign in value.casefold() if sign.isalnum())
