"""What somebody typed into the search box: names, a birth date or year, digits of a number or phone."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from florence.patients.rules.births import OLDEST_YEARS
from florence.patients.rules.folding import words_of
from florence.patients.rules.search_keys import bare
from florence.ui import spoken_days

LONGEST_TEXT = 120
MOST_WORDS = 6

_ISO = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_WRITTEN = re.compile(r"(?<![\w])(\d{1,2})[\s./-]+(\d{1,2}|[^\W\d_]{3,9})\.?[\s./-]+(\d{4}|\d{2})(?!\d)")
_PLAIN = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")
_YEAR = re.compile(r"(?<![\d/.-])(1[89]\d\d|20\d\d)(?![\d/.-])")
_NOT_DIGITS = re.compile(r"[\s()+./-]")


@dataclass(frozen=True)
class SearchText:
    """The parts of a search. `is_open` tells that the last word may go on; `digits` is empty among letters."""

    words: tuple[str, ...] = ()
    is_open: bool = True
    born: tuple[date, date] | None = None
    is_year_only: bool = False
    digits: str = ""
    bare: str = ""


def read(text: str, today: date) -> SearchText:
    """Take a typed text apart; anything is accepted, and text that says nothing gives an empty search."""
    typed = text.replace("\0", "")[:LONGEST_TEXT]
    digits = _NOT_DIGITS.sub("", typed)
    digits = digits if digits.isascii() and digits.isdigit() else ""
    rest, born = _without_day(typed, today)
    is_year_only = False
    if born is None and not digits and (year := _YEAR.search(typed)):
        rest, born, is_year_only = _cut(typed, year), _whole_year(int(year[1])), True
    words = tuple(word for word in words_of(rest) if not word.isdigit())[:MOST_WORDS]
    return SearchText(
        words=words,
        is_open=not typed.endswith(" "),
        born=born,
        is_year_only=is_year_only,
        digits=digits,
        bare=bare(typed),
    )


def _without_day(text: str, today: date) -> tuple[str, tuple[date, date] | None]:
    for pattern, reader in ((_ISO, _year_first), (_WRITTEN, _day_first), (_PLAIN, _year_first)):
        match = pattern.search(text)
        day = reader(match, today) if match else None
        if match and day:
            return _cut(text, match), (day, day)
    return text, None


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _year_first(match: re.Match[str], today: date) -> date | None:
    return _plausible(match[3], match[2], match[1], today)


def _day_first(match: re.Match[str], today: date) -> date | None:
    # Day before month is read first; month before day only when the other reading is no day.
    return _plausible(match[1], match[2], match[3], today) or (
        _plausible(match[2], match[1], match[3], today) if match[2].isdigit() else None
    )


def _plausible(day: str, month: str, year: str, today: date) -> date | None:
    try:
        read_day = spoken_days.from_parts(day, month, year)
        if read_day > today and len(year) == 2:
            read_day = read_day.replace(year=read_day.year - 100)
    except ValueError:
        return None
    return read_day if read_day <= today and today.year - read_day.year <= OLDEST_YEARS else None


def _whole_year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year + 1, 1, 1) - timedelta(days=1)
