"""Files and functions stay small enough to be read at one go."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import functions_of, named, product_files, tree_of

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
FORBIDDEN_NAMES = re.compile(r"(^|_)(core|common|utils?|helpers?|managers?|misc|shared)(_|$|\.)")


def too_long_functions(path: Path) -> list[str]:
    return [
        f"{named(path)}:{node.lineno} {node.name}"
        for node in functions_of(path)
        if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]


def test_no_file_is_too_long() -> None:
    long = [named(path) for path in product_files() if len(path.read_text().splitlines()) > LONGEST_FILE]
    assert not long


def test_no_function_is_too_long() -> None:
    assert not [line for path in product_files() for line in too_long_functions(path)]


def test_no_drawer_for_everything() -> None:
    assert not [named(path) for path in product_files() if FORBIDDEN_NAMES.search(path.stem)]


def test_every_file_says_what_it_is() -> None:
    import ast

    silent = [named(path) for path in product_files() if not ast.get_docstring(tree_of(path))]
    assert not silent


@pytest.mark.parametrize("lines", [LONGEST_FUNCTION, LONGEST_FUNCTION + 1])
def test_the_proof_finds_a_planted_fault(tmp_path: Path, lines: int, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("def long() -> None:\n" + "    pass\n" * (lines - 1))
    monkeypatch.setattr("tests.architecture.test_sizes.named", str)
    assert bool(too_long_functions(planted)) == (lines > LONGEST_FUNCTION)
