"""Dates as stretches of time."""

from datetime import UTC, datetime

import pytest

from florence.fhir import dates


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("2021", "2021-01-01T00:00:00", "2022-01-01T00:00:00"),
        ("2021-12", "2021-12-01T00:00:00", "2022-01-01T00:00:00"),
        ("2020-02-29", "2020-02-29T00:00:00", "2020-03-01T00:00:00"),
        ("2021-02-28T13:05:00+01:00", "2021-02-28T12:05:00", "2021-02-28T12:05:01"),
        ("2021-02-28T13:05Z", "2021-02-28T13:05:00", "2021-02-28T13:06:00"),
        ("2021-02-28T13:05:00.250Z", "2021-02-28T13:05:00.250", "2021-02-28T13:05:00.251"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59", "2017-01-01T00:00:00"),
        ("2021-02-28T13:05:00", "2021-02-28T13:05:00", "2021-02-28T13:05:01"),
    ],
)
def test_it_works(text: str, starts: str, ends: str) -> None:
    assert dates.span(text) == tuple(
        datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (starts, ends)
    )


def test_the_edges_of_time_do_not_overflow() -> None:
    assert dates.span("9999")[1] == dates.LATEST
    assert dates.span("9999-12-31")[1] == dates.LATEST
    assert dates.span("0001-01-01T00:00:00+14:00")[0] == dates.EARLIEST
    assert dates.span("9999-12-31T23:59:59-12:00")[0] == dates.LATEST


@pytest.mark.parametrize("text", ["", "2021-02-30", "yesterday", "20210228", "2021-13", "2021/02"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        dates.span(text)
