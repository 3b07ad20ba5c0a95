"""Words of a text as they are searched: lower case, no accents, one spelling for British and American."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_SPELLINGS = (("ae", "e"), ("oe", "e"), ("our", "or"))


def search_words(text: str) -> list[str]:
    """The words of a text in their order: "Crohn's Anaemia" gives "crohn", "s", "anemia".

    The words are for comparison only: "oesophagus" and "esophagus" become one word.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for british, american in _SPELLINGS:
        plain = plain.replace(british, american)
    return _WORD.findall(plain)
