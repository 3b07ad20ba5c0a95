"""The moments at which the demo may be started: the same facts must hold at each of them."""

from datetime import UTC, datetime

MOMENTS = {
    "a Tuesday": datetime(2026, 11, 24, 10, 30, tzinfo=UTC),
    "the next day": datetime(2026, 11, 25, 10, 30, tzinfo=UTC),
    "forty days later": datetime(2027, 1, 3, 10, 30, tzinfo=UTC),
    "a Sunday": datetime(2026, 11, 29, 16, 0, tzinfo=UTC),
    "three in the morning": datetime(2026, 11, 24, 3, 0, tzinfo=UTC),
    "29 February": datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
    "New Year": datetime(2027, 1, 1, 0, 0, 1, tzinfo=UTC),
}
