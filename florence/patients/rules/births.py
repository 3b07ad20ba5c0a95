"""Birth dates: exact, known to the month or year, or estimated from an age."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from florence.fhir import dates

OLDEST_YEARS = 140
"""An age above this is refused as implausible (the longest life that was ever proved lasted 122 years)."""

ESTIMATED_BIRTH = "https://florence.example/fhir/StructureDefinition/estimated-birth-date"

Resource = dict[str, Any]


class ImplausibleBirth(ValueError):
    """A birth in the future, or more than 140 years ago."""


@dataclass(frozen=True)
class Birth:
    """The days on which a birth may have been: one when it is exact; `text` is the FHIR date."""

    text: str
    first: date
    last: date
    is_estimated: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last and not self.is_estimated

    @property
    def exact(self) -> date | None:
        """The day, when it is known."""
        return self.first if self.is_exact else None


def birth_of(resource: Resource) -> Birth | None:
    """When the patient was born, or None when that is not recorded or not readable."""
    text = resource.get("birthDate", "")
    try:
        start, end = dates.span(text)
    except ValueError:
        return None
    last = (end - timedelta(days=1)).date()
    return Birth(text, start.date(), max(last, start.date()), is_estimated(resource))


def is_estimated(resource: Resource) -> bool:
    """Whether the birth date was reckoned from an age."""
    return any(
        extension.get("url") == ESTIMATED_BIRTH and extension.get("valueBoolean") is True
        for extension in resource.get("_birthDate", {}).get("extension", ())
    )


def died_at(resource: Resource) -> date | None:
    """The day of death as far as it is recorded; a death without a date gives None, see `is_deceased`."""
    text = resource.get("deceasedDateTime", "")
    try:
        return dates.span(text)[0].date() if text else None
    except ValueError:
        return None


def is_deceased(resource: Resource) -> bool:
    """Whether the patient has died."""
    return bool(resource.get("deceasedDateTime")) or resource.get("deceasedBoolean") is True


def birth_text_of_age(years: int, months: int, today: date) -> str:
    """The FHIR date, to the year or (under two years) to the month, of somebody of an estimated age.

    Raises ImplausibleBirth for a negative age or one above 140 years.
    """
    total = years * 12 + months
    if years < 0 or months < 0 or total > OLDEST_YEARS * 12:
        raise ImplausibleBirth("An age lies between 0 and 140 years.")
    year, month = divmod(today.year * 12 + today.month - 1 - total, 12)
    return f"{year:04d}-{month + 1:02d}" if total < 24 else f"{year:04d}"


def check_plausible(born: date, today: date) -> None:
    """Raise ImplausibleBirth for a birth after today or more than 140 years before."""
    if born > today or today.year - born.year > OLDEST_YEARS:
        raise ImplausibleBirth("A birth date lies between 140 years ago and today.")
