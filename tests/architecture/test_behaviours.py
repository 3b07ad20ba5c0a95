"""Behaviours: each one is proved by a test that carries its id, or the table says what it waits for."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pytest

from tests.architecture.source import ROOT, named

TABLE = ROOT / "docs/modules/behaviours.tsv"
COLUMNS = ["id", "behaviour", "tests", "waits for"]
IN_AREA = {1: 33, 2: 34, 3: 21, 4: 20, 5: 28, 6: 25, 7: 24, 8: 17, 9: 12, 10: 31, 11: 9, 12: 9, 13: 8, 14: 20}
"""How many behaviours each area has; the last area are faults seen in other systems."""

TEST = re.compile(r"def (test_\w+)\(")
PROVED = frozenset(
    [
        "A1-10",
        "A1-11",
        "A1-13",
        "A1-17",
        "A3-18",
        "A4-04",
        "A4-05",
        "A4-07",
        "A4-13",
        "A4-14",
        "A4-16",
        "A4-19",
        "A11-07",
        "A11-09",
        "A13-01",
        "A13-03",
        "A13-04",
        "A13-05",
        "A13-06",
        "A13-07",
        "A13-08",
    ]
)
"""What is built: these never go back to waiting."""

NAMED = re.compile(r"_a0*(\d+)_(\d\d)(?=_|$)")
WAITING = re.compile(r"\bwaits? for \w")
SHORTEST_TITLE, LONGEST_TITLE = 3, 8


@dataclass(frozen=True)
class Behaviour:
    """One line of the table."""

    id: str
    title: str
    tests: tuple[str, ...]
    waits: str


def all_ids() -> list[str]:
    return [f"A{area}-{number:02d}" for area, count in IN_AREA.items() for number in range(1, count + 1)]


@cache
def behaviours() -> tuple[Behaviour, ...]:
    heading, *lines = TABLE.read_text(encoding="utf-8").splitlines()
    assert heading.split("\t") == COLUMNS
    rows = [line.split("\t") for line in lines]
    return tuple(Behaviour(row[0], row[1], tuple(row[2].split()), row[3]) for row in rows)


@cache
def proofs() -> Mapping[str, set[str]]:
    """The files of tests that carry each id."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for folder in ("florence", "tests"):
        for path in (ROOT / folder).rglob("test_*.py"):
            for test in TEST.findall(path.read_text(encoding="utf-8")):
                for area, number in NAMED.findall(test):
                    found[f"A{area}-{number}"].add(named(path))
    return found


def faults_of(behaviour: Behaviour, proved: Mapping[str, set[str]]) -> list[str]:
    """What is wrong with one line, in words."""
    found = [
        f"{behaviour.id}: {test} has no test that carries this id"
        for test in behaviour.tests
        if test not in proved.get(behaviour.id, set())
    ]
    if not behaviour.tests and not WAITING.search(behaviour.waits):
        found.append(f"{behaviour.id}: neither a test nor what it waits for")
    if not SHORTEST_TITLE <= len(behaviour.title.split()) <= LONGEST_TITLE:
        found.append(f"{behaviour.id}: a title has three to eight words")
    return found


def test_every_behaviour_has_one_line() -> None:
    assert [behaviour.id for behaviour in behaviours()] == all_ids()


def test_every_behaviour_is_proved_or_says_what_it_waits_for() -> None:
    assert [fault for behaviour in behaviours() for fault in faults_of(behaviour, proofs())] == []


def test_what_is_built_is_proved() -> None:
    unproved = PROVED - {behaviour.id for behaviour in behaviours() if behaviour.tests}
    assert sorted(unproved) == []


def test_no_title_is_given_twice() -> None:
    assert [title for title, count in Counter(b.title for b in behaviours()).items() if count > 1] == []


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        (Behaviour("A1-10", "Three short words", (), "some day"), "neither"),
        (Behaviour("A1-10", "Three short words", ("tests/test_nowhere.py",), ""), "no test"),
        (Behaviour("A1-10", "Short", (), "waits for wards"), "title"),
    ],
)
def test_the_proof_finds_a_planted_fault(planted: Behaviour, fault: str) -> None:
    assert fault in faults_of(planted, {})[0]
