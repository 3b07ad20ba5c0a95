"""FHIR dates as the stretch of time they name: [start, end) in UTC, since 2021 or 2021-02 are not moments."""

from datetime import UTC, date, datetime, time, timedelta

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def span(text: str) -> tuple[datetime, datetime]:
    """Return [start, end) of a date, dateTime or instant; raises ValueError when it is none.

    Dates without a time are taken in UTC. The end reflects the precision
    given: a year, month, day, minute, second or fraction of one.
    """
    if len(text) <= 10:
        return _calendar_span(text)
    start, unit = _moment(text)
    return start, _later(start, unit)


def _calendar_span(text: str) -> tuple[datetime, datetime]:
    if len(text) == 10:
        start = _midnight(date.fromisoformat(text))
        return start, _later(start, DAY)
    year = int(text[:4])
    if len(text) == 4:
        return _first_of(year, 1), _first_of(year + 1, 1)
    if len(text) != 7 or text[4] != "-":
        raise ValueError("not a FHIR date")
    month = int(text[5:])
    return _first_of(year, month), _first_of(year + month // 12, month % 12 + 1)


def _moment(text: str) -> tuple[datetime, timedelta]:
    # A leap second, which FHIR allows and Python does not know, is taken as the second before it.
    moment = datetime.fromisoformat(text.replace(":60", ":59", 1) if text[16:19] == ":60" else text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return _to_utc(moment), _precision(text)


def _precision(text: str) -> timedelta:
    if len(text) > 16 and text[16] != ":":
        return timedelta(minutes=1)
    if len(text) > 19 and text[19] == ".":
        return timedelta(milliseconds=1)
    return SECOND


def _to_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return EARLIEST if moment.year == 1 else LATEST


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _first_of(year: int, month: int) -> datetime:
    return LATEST if year > 9999 else datetime(year, month, 1, tzinfo=UTC)


def _later(moment: datetime, step: timedelta) -> datetime:
    return LATEST if moment > LATEST - step else moment + step
