"""Words as they are compared in a search: folded, in Latin letters, without single letters, by their consonants.

Typing errors of one letter are found by symmetric deletion (Bocek, Hunt and Stiller, "Fast similarity search in
large dictionaries", 2007): two words one edit apart share a word that lacks one letter of each.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST_WORD = 60

# Letters that no Unicode decomposition takes apart.
_LATIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "ng"}
)
# BGN/PCGN 1956 for Arabic (and its Persian and Urdu letters) and 1947 for Russian, without their signs.
_ARABIC = {
    **dict(
        zip(
            "ابتثجحخدذرزسش",
            ("a", "b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh"),
            strict=True,
        )
    ),
    **dict(
        zip("صضطظعغفقكلمنه", ("s", "d", "t", "z", "", "gh", "f", "q", "k", "l", "m", "n", "h"), strict=True)
    ),
    "و": "w",
    "ي": "y",
    "ى": "a",
    "ة": "a",
    "ء": "",
    "پ": "p",
    "چ": "ch",
    "ژ": "zh",
    "گ": "g",
    "ک": "k",
    "ی": "y",
    "ہ": "h",
    "ھ": "h",
    "ے": "e",
    "ٹ": "t",
    "ڈ": "d",
    "ڑ": "r",
    "ں": "n",
}
_RUSSIAN = {
    **dict(
        zip("абвгдежзиклмн", ("a", "b", "v", "g", "d", "e", "zh", "z", "i", "k", "l", "m", "n"), strict=True)
    ),
    **dict(
        zip(
            "опрстуфхцчшщъ",
            ("o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", ""),
            strict=True,
        )
    ),
    "ы": "y",
    "ь": "",
    "э": "e",
    "ю": "yu",
    "я": "ya",
    "є": "ye",
    "ґ": "g",
    "ђ": "dj",
    "ћ": "c",
    "ј": "j",
}
_OTHER_LETTERS = str.maketrans({**_ARABIC, **_RUSSIAN})
_ETHIOPIC = "ETHIOPIC SYLLABLE "
_DIGRAPHS = (
    ("ph", "f"),
    ("gh", "g"),
    ("kh", "k"),
    ("sh", "s"),
    ("th", "t"),
    ("dh", "d"),
    ("ck", "k"),
    ("q", "k"),
)
_NO_CONSONANT = re.compile(r"[aeiouwy]")
_REPEATED = re.compile(r"(.)\1+")
_APOSTROPHES = re.compile(r"['’‘`ʼʿʾ]")
_TATWEEL = "\u0640"


def folded(text: str) -> str:
    """Text without accents, capitals and apostrophes; every other sign that is no letter or digit is a space."""
    # Twice, since small letters of some capitals carry an accent of their own.
    lowered = _unaccented(_unaccented(text.replace(_TATWEEL, "")).casefold())
    spelled = lowered.translate(_LATIN)
    return " ".join("".join(letter if letter.isalnum() else " " for letter in spelled).split())


def _unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return _APOSTROPHES.sub("", "".join(sign for sign in decomposed if not unicodedata.combining(sign)))


def words_of(text: str) -> list[str]:
    """The folded words of a text, each cut at 60 letters."""
    return [word[:LONGEST_WORD] for word in folded(text).split()]


def latin(word: str) -> str:
    """A folded word in Latin letters, as far as its script is known; a word of another script as it is."""
    if word.isascii():
        return word
    spelled = word.translate(_OTHER_LETTERS)
    return "".join(_syllable(letter) for letter in spelled)


def _syllable(letter: str) -> str:
    """Unicode names an Ethiopic syllable by its sound: U+1230 is ETHIOPIC SYLLABLE SA, U+12A0 … GLOTTAL A."""
    name = unicodedata.name(letter, "") if letter > "\u1200" else ""
    return name.split()[-1].casefold() if name.startswith(_ETHIOPIC) else letter


@lru_cache(maxsize=20_000)
def skeleton(word: str) -> str:
    """The consonants of a Latin word, which spellings of one name share: mohammed, muhamad and محمد are mhmd."""
    for pair, single in _DIGRAPHS:
        word = word.replace(pair, single)
    return _REPEATED.sub(r"\1", _NO_CONSONANT.sub("", word))


def without_one_letter(word: str) -> set[str]:
    """The word and every word that it becomes when one letter is left out."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}
