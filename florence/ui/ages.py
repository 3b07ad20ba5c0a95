"""Ages in the words of the patient banner.

The steps (minutes, hours, days, weeks, months, years) follow the NHS Common User Interface design guide for
the patient banner: the younger the person, the finer the unit.
"""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

MINUTES_UNTIL = timedelta(hours=2)
HOURS_UNTIL = timedelta(days=2)
DAYS_UNTIL = timedelta(weeks=4)
WEEKS_UNTIL_MONTHS = 12
MONTHS_UNTIL_MONTHS = 24
YEARS_AND_MONTHS_UNTIL_YEARS = 18


def age_words(born: date, at: date) -> str:
    """The age at a moment, as "45min", "26hr", "12d", "7w 3d", "15m 4d", "5y 2m" or "68y".

    Two datetimes (both aware) give minutes and hours; with a plain date on either side the smallest unit is
    days. Raises ValueError when `at` is before `born`.
    """
    if isinstance(born, datetime) and isinstance(at, datetime) and at - born < HOURS_UNTIL:
        return _age_in_hours(at - born)
    return _age_in_days(_day(born), _day(at))


def _age_in_hours(elapsed: timedelta) -> str:
    if elapsed < timedelta(0):
        raise ValueError("The moment of the age is before the birth.")
    minutes = int(elapsed.total_seconds() // 60)
    if elapsed < MINUTES_UNTIL:
        return _("%(minutes)dmin") % {"minutes": minutes}
    return _("%(hours)dhr") % {"hours": minutes // 60}


def _age_in_days(born: date, at: date) -> str:
    if at < born:
        raise ValueError("The day of the age is before the birth.")
    elapsed = at - born
    if elapsed < DAYS_UNTIL:
        return _("%(days)dd") % {"days": elapsed.days}
    months = _full_months(born, at)
    if months < WEEKS_UNTIL_MONTHS:
        return _("%(weeks)dw %(days)dd") % {"weeks": elapsed.days // 7, "days": elapsed.days % 7}
    if months < MONTHS_UNTIL_MONTHS:
        days = (at - _after_months(born, months)).days
        return _("%(months)dm %(days)dd") % {"months": months, "days": days}
    years, rest = divmod(months, 12)
    if years < YEARS_AND_MONTHS_UNTIL_YEARS:
        return _("%(years)dy %(months)dm") % {"years": years, "months": rest}
    return _("%(years)dy") % {"years": years}


def _full_months(born: date, at: date) -> int:
    return (at.year - born.year) * 12 + at.month - born.month - (at.day < born.day)


def _after_months(born: date, months: int) -> date:
    """The day a number of months after birth; the 1st of the next month where that month is too short."""
    year, month = divmod(born.year * 12 + born.month - 1 + months, 12)
    try:
        return date(year, month + 1, born.day)
    except ValueError:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
