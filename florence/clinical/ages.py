"""Age on a day, in completed years, months and days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils.translation import ngettext

MONTHS_IN_A_YEAR = 12
# House rule: newborns are spoken of in days, small children in months, everybody else in years.
DAYS_SPOKEN_UNTIL = 28
MONTHS_SPOKEN_UNTIL = 24


@dataclass(frozen=True, order=True)
class Age:
    """Completed years, then completed months, then days; total_days is the exact count."""

    years: int
    months: int
    days: int
    total_days: int

    @property
    def total_months(self) -> int:
        """Completed months since birth."""
        return self.years * MONTHS_IN_A_YEAR + self.months


def age_on(birth: date, day: date) -> Age:
    """The age on a day. Who is born on 29 February completes a year on 1 March where that day is missing.

    Raises ValueError when the day lies before the birth.
    """
    if day < birth:
        raise ValueError("The day lies before the birth date. Correct one of the two dates.")
    months = _completed_months(birth, day)
    years, rest = divmod(months, MONTHS_IN_A_YEAR)
    last = _months_after(birth, months)
    return Age(years, rest, (day - last).days, (day - birth).days)


def age_in_years(birth: date, day: date) -> int:
    """Completed years on a day. Raises ValueError when the day lies before the birth."""
    return age_on(birth, day).years


def spoken_age(age: Age) -> str:
    """The age as one says it: "3 days", "14 months", "58 years"."""
    if age.total_days < DAYS_SPOKEN_UNTIL:
        return ngettext("%(count)d day", "%(count)d days", age.total_days) % {"count": age.total_days}
    if age.total_months < MONTHS_SPOKEN_UNTIL:
        return ngettext("%(count)d month", "%(count)d months", age.total_months) % {"count": age.total_months}
    return ngettext("%(count)d year", "%(count)d years", age.years) % {"count": age.years}


def _completed_months(birth: date, day: date) -> int:
    months = (day.year - birth.year) * MONTHS_IN_A_YEAR + day.month - birth.month
    return months if day.day >= birth.day else months - 1


def _months_after(birth: date, months: int) -> date:
    years, month = divmod(birth.month - 1 + months, MONTHS_IN_A_YEAR)
    year, month = birth.year + years, month + 1
    return date(year, month, min(birth.day, monthrange(year, month)[1]))
