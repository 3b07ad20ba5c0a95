"""Reads days as people write them: day before month, short years, month words, "t+3" for three days on."""

import re
from datetime import date, timedelta

from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3

from florence.foundation import clock

RELATIVE = re.compile(r"t\s*(?:([+-])\s*(\d{1,4}))?")
PARTS = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2}|[^\W\d]+)\.?(?:[\s./-]+(\d{4}|\d{2}))?")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
# Read in every language: notes are often copied from English systems.
ENGLISH_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
SHORTEST_MONTH = 3
# A two-digit year lies at most this far ahead of the present one; otherwise it is of the last century.
YEARS_AHEAD = 20


def parse(text: str) -> date:
    """The day that was written, seen from today in the active zone; without a year the one nearest to today.

    Raises ValueError when the words are no day, or the day does not exist.
    """
    words = text.strip().casefold()
    if relative := RELATIVE.fullmatch(words):
        return _today() + _difference(relative)
    if iso := ISO.fullmatch(words):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    parts = PARTS.fullmatch(words)
    if parts is None:
        raise ValueError("This is no day.")
    if parts[3] is None:
        return _nearest(int(parts[1]), _month(parts[2]))
    return from_parts(parts[1], parts[2], parts[3])


def from_parts(day: str, month: str, year: str) -> date:
    """The day of three written parts; a year may have two digits. Raises ValueError for no such day."""
    return date(_year(year), _month(month), int(day))


def _today() -> date:
    return timezone.localtime(clock.now()).date()


def _difference(relative: re.Match[str]) -> timedelta:
    days = int(relative[2] or 0)
    return timedelta(days=-days if relative[1] == "-" else days)


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    short = word.casefold()
    for number, english in enumerate(ENGLISH_MONTHS, start=1):
        names = {str(MONTHS[number]).casefold(), str(MONTHS_3[number]).casefold()}
        if short in names or (len(short) >= SHORTEST_MONTH and english.startswith(short)):
            return number
    raise ValueError("This is no month.")


def _year(word: str) -> int:
    if len(word) != 2:
        return int(word)
    today = _today()
    year = today.year - today.year % 100 + int(word)
    return year if year <= today.year + YEARS_AHEAD else year - 100


def _nearest(day: int, month: int) -> date:
    today = _today()
    candidates = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    if not candidates:
        raise ValueError("This day does not exist.")
    return min(candidates, key=lambda candidate: abs(candidate - today))
