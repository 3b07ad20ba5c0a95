"""NEWS2 at every threshold of the report of 2017, against a second reading of its chart written as ranges."""

from dataclasses import replace
from decimal import Decimal

import pytest

from florence.clinical.news2 import Consciousness, News2Input, Response, score_news2

WELL = News2Input(
    breathing_rate=Decimal(16),
    saturation=Decimal(97),
    on_oxygen=False,
    systolic=Decimal(120),
    pulse=Decimal(70),
    consciousness=Consciousness.ALERT,
    temperature=Decimal("37.0"),
)


def points(name: str, value: object, **others: object) -> int:
    return score_news2(replace(WELL, **{name: value, **others})).points[name]  # type: ignore[arg-type]


def test_it_works() -> None:
    ill = replace(
        WELL,
        breathing_rate=Decimal(22),
        saturation=Decimal(93),
        on_oxygen=True,
        pulse=Decimal(115),
    )
    found = score_news2(ill)
    assert (found.total, found.response) == (2 + 2 + 2 + 2, Response.EMERGENCY)


def test_a_well_person_scores_nothing() -> None:
    found = score_news2(WELL)
    assert (found.total, found.response) == (0, Response.ROUTINE)


@pytest.mark.parametrize(
    ("value", "score"),
    [(8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3)],
)
def test_breathing_rate(value: int, score: int) -> None:
    assert points("breathing_rate", Decimal(value)) == score


@pytest.mark.parametrize(("value", "score"), [(91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (100, 0)])
def test_saturation_scale_1_does_not_depend_on_oxygen(value: int, score: int) -> None:
    assert points("saturation", Decimal(value)) == score
    assert points("saturation", Decimal(value), on_oxygen=True) == score


@pytest.mark.parametrize(
    ("value", "on_air", "on_oxygen"),
    [
        *[(83, 3, 3), (84, 2, 2), (85, 2, 2), (86, 1, 1), (87, 1, 1), (88, 0, 0), (92, 0, 0)],
        *[(93, 0, 1), (94, 0, 1), (95, 0, 2), (96, 0, 2), (97, 0, 3), (100, 0, 3)],
    ],
)
def test_saturation_scale_2(value: int, on_air: int, on_oxygen: int) -> None:
    assert points("saturation", Decimal(value), scale_2=True) == on_air
    assert points("saturation", Decimal(value), scale_2=True, on_oxygen=True) == on_oxygen


def test_oxygen_scores_two() -> None:
    assert points("on_oxygen", True) == 2


@pytest.mark.parametrize(
    ("value", "score"),
    [(90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0), (220, 3)],
)
def test_systolic(value: int, score: int) -> None:
    assert points("systolic", Decimal(value)) == score


@pytest.mark.parametrize(
    ("value", "score"),
    [
        (40, 3),
        (41, 1),
        (50, 1),
        (51, 0),
        (90, 0),
        (91, 1),
        (110, 1),
        (111, 2),
        (130, 2),
        (131, 3),
    ],
)
def test_pulse(value: int, score: int) -> None:
    assert points("pulse", Decimal(value)) == score


@pytest.mark.parametrize(
    ("value", "score"),
    [
        ("35.0", 3),
        ("35.1", 1),
        ("36.0", 1),
        ("36.1", 0),
        ("37.5", 0),
        ("38.0", 0),
        ("38.1", 1),
        ("39.0", 1),
        ("39.1", 2),
    ],
)
def test_temperature(value: str, score: int) -> None:
    assert points("temperature", Decimal(value)) == score


@pytest.mark.parametrize("state", [state for state in Consciousness if state is not Consciousness.ALERT])
def test_anything_below_alert_scores_three(state: Consciousness) -> None:
    found = score_news2(replace(WELL, consciousness=state))
    assert (found.total, found.response) == (3, Response.SINGLE_RED)


@pytest.mark.parametrize(
    ("saturation", "pulse", "total", "response"),
    [
        (93, 111, 4, Response.ROUTINE),
        (92, 131, 5, Response.REVIEW),
        (91, 131, 6, Response.REVIEW),
    ],
)
def test_responses_below_seven(saturation: int, pulse: int, total: int, response: Response) -> None:
    found = score_news2(replace(WELL, saturation=Decimal(saturation), pulse=Decimal(pulse)))
    assert (found.total, found.response) == (total, response)


def test_seven_is_an_emergency() -> None:
    found = score_news2(
        replace(
            WELL,
            saturation=Decimal(91),
            pulse=Decimal(131),
            temperature=Decimal("38.1"),
        )
    )
    assert (found.total, found.response) == (7, Response.EMERGENCY)


@pytest.mark.parametrize(
    "name",
    [
        "breathing_rate",
        "saturation",
        "on_oxygen",
        "systolic",
        "pulse",
        "consciousness",
        "temperature",
    ],
)
def test_anything_missing_makes_it_incomplete(name: str) -> None:
    found = score_news2(replace(WELL, **{name: None}))  # type: ignore[arg-type]
    assert (found.total, found.response, found.missing) == (None, None, (name,))
