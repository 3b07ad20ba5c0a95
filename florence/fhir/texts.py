"""Text made comparable for searching."""

import unicodedata


def fold(text: str) -> str:
    """Return the text without accents and case and with single spaces: "  Éva  MÜLLER" gives "eva muller"."""
    apart = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())
