"""Numbers with their words, for a terminal."""


def counted(number: int, one: str, several: str) -> str:
    """The number with the word for one, or that for none and several: “1 row”, “2,000 rows”."""
    return f"{number:,} {one if number == 1 else several}"
