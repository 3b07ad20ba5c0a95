"""A moment and the days around it, so that people written by hand are always as of now."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

SATURDAY = 5
AVERAGE_DAYS_OF_A_MONTH = 30.44


@dataclass(frozen=True)
class Moment:
    """Now (aware), and the zone in which the hospital's days begin and end."""

    now: datetime
    zone: tzinfo = UTC

    @property
    def today(self) -> date:
        """Today in the hospital's zone."""
        return self.now.astimezone(self.zone).date()

    def ago(self, *, hours: int = 0, minutes: int = 0) -> datetime:
        """So long ago, to the second."""
        return (self.now - timedelta(hours=hours, minutes=minutes)).replace(microsecond=0)

    def earlier_today(self, hours: int) -> datetime:
        """So many hours ago, but not before midnight."""
        midnight = datetime.combine(self.today, time(), self.zone)
        return max(midnight, self.ago(hours=hours)).astimezone(UTC)

    def days_ago(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """At that time on the day so many days ago; `days` is at least 1, so that it is past."""
        day = self.today - timedelta(days=max(days, 1))
        return datetime.combine(day, time(hour, minute), self.zone).astimezone(UTC)

    def workday_ago(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """As days_ago, on the Friday before where the day falls on a weekend."""
        day = self.today - timedelta(days=max(days, 1))
        return self.days_ago(max(days, 1) + max(0, day.weekday() - SATURDAY + 1), hour, minute)

    def months_ago(self, months: int, hour: int = 10, minute: int = 0) -> datetime:
        """About so many months ago, on a working day; at least a day ago."""
        return self.workday_ago(round(months * AVERAGE_DAYS_OF_A_MONTH), hour, minute)

    def born(self, years: int, days: int | None = None) -> date:
        """The birth date of somebody who completed so many years so many days ago (at most 364).

        Without days the last birthday is somewhere in the last ten months, at a place that follows from the years,
        so that people have birthdays of their own.
        """
        if days is None:
            days = 3 + years * 37 % 300
        return years_before(self.today - timedelta(days=days), years)


def years_before(day: date, years: int) -> date:
    """The same day so many years before; 28 February where that year has no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def instant(at: datetime) -> str:
    """The time as FHIR writes it."""
    return at.astimezone(UTC).isoformat(timespec="seconds")
