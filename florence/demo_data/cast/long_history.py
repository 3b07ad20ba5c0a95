"""Walter Brandt, 74: a chart of twenty thousand facts, the same ones on every day."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from florence.demo_data.cast import facts
from florence.demo_data.cast.facts import Resource, Test
from florence.demo_data.cast.sheet import Home, Sheet, named, person
from florence.demo_data.moment import Moment

FACTS = 20_000
FACTS_A_VISIT = 20
YEARS = 22
_KIDNEYS = ("N18.6", "End stage renal disease")
# (test, lowest, highest, decimals): values of somebody on dialysis.
_MEASURED: tuple[tuple[Test, float, float, int], ...] = (
    (facts.HEART_RATE, 58, 96, 0),
    (facts.BREATHING, 12, 20, 0),
    (facts.TEMPERATURE, 36.0, 37.6, 1),
    (facts.SATURATION, 93, 99, 0),
    (facts.WEIGHT, 68.0, 74.5, 1),
    (facts.POTASSIUM, 3.8, 6.1, 1),
    (facts.SODIUM, 133, 143, 0),
    (facts.CREATININE, 5.2, 9.8, 1),
    (facts.GLUCOSE, 78, 160, 0),
    (facts.HAEMOGLOBIN, 9.2, 12.8, 1),
    (facts.WHITE_CELLS, 4.2, 10.4, 1),
    (facts.PLATELETS, 140, 320, 0),
    (facts.LDL, 60, 130, 0),
    (facts.HBA1C, 5.2, 6.4, 1),
    (facts.INR, 0.9, 1.2, 1),
    (facts.FILTRATION, 6, 11, 0),
)


def build(moment: Moment, count: int = FACTS) -> Resource:
    """His record with at least `count` facts, visits not counted; about twenty facts at each visit for dialysis."""
    sheet = Sheet("long-history")
    home = Home("6 Clock Tower Lane", "Riverton", "02138", "+1 617 555 0190")
    him = sheet.patient(person(named("Brandt", "Walter"), "male", moment.born(74), home))
    chance = random.Random(count)  # noqa: S311  the same values each time; nothing depends on chance
    visits = -(-count // FACTS_A_VISIT)
    for number in range(visits, 0, -1):
        days = max(1, number * YEARS * 365 // visits)
        visit = sheet.visit(him, moment.days_ago(days, 7 + number % 9), _KIDNEYS, minutes=240)
        for fact in _facts(moment.days_ago(days, 7 + number % 9), number, chance):
            sheet.fact(fact, visit)
    sheet.fact(facts.problem(*_KIDNEYS, moment.days_ago(YEARS * 365).date()), him)
    return sheet.bundle()


def _facts(at: datetime, number: int, chance: random.Random) -> Iterator[Resource]:
    yield facts.blood_pressure(chance.randint(118, 172), chance.randint(64, 98), at)
    for test, lowest, highest, decimals in _MEASURED:
        value = round(chance.uniform(lowest, highest), decimals)
        yield facts.result(test, int(value) if decimals == 0 else value, at + timedelta(minutes=10))
    after = at + timedelta(hours=4)
    yield facts.blood_pressure(chance.randint(104, 150), chance.randint(58, 88), after)
    yield facts.result(facts.WEIGHT, round(chance.uniform(66.0, 72.0), 1), after)
    words = (
        f"Dialysis number {number} before today's. No cramps. {chance.randint(18, 30) / 10} litres taken off."
    )
    yield facts.note("Dialysis", {"Course": words}, after, author=facts.NURSE)
