"""Files and functions stay small enough to be read at one go."""

import ast
import re
from pathlib import Path

from tests.architecture.source import functions_of, named, product_files, tree_of

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
MOST_ARGUMENTS = 6
MORE_ARGUMENTS = {"florence/security/web/rules.py page": "the rule of an address, read as a line of a table"}
FORBIDDEN_NAMES = re.compile(r"(^|_)(core|common|utils?|helpers?|managers?|misc|shared)(_|$|\.)")


def too_long_functions(path: Path) -> list[str]:
    return [
        f"{named(path)}:{node.lineno} {node.name}"
        for node in functions_of(path)
        if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]


def arguments_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many arguments a caller has to think of."""
    arguments = function.args
    named_ones = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return sum(each.arg not in ("self", "cls") for each in named_ones)


def with_many_arguments(path: Path) -> list[str]:
    found = [node.name for node in functions_of(path) if arguments_of(node) > MOST_ARGUMENTS]
    return [line for name in found if (line := f"{named(path)} {name}") not in MORE_ARGUMENTS]


def test_no_function_has_too_many_arguments() -> None:
    assert [line for path in product_files() for line in with_many_arguments(path)] == []


def test_no_file_is_too_long() -> None:
    long = [named(path) for path in product_files() if len(path.read_text().splitlines()) > LONGEST_FILE]
    assert not long


def test_no_function_is_too_long() -> None:
    assert not [line for path in product_files() for line in too_long_functions(path)]


def test_no_drawer_for_everything() -> None:
    assert not [named(path) for path in product_files() if FORBIDDEN_NAMES.search(path.stem)]


def test_every_file_says_what_it_is() -> None:
    silent = [named(path) for path in product_files() if not ast.get_docstring(tree_of(path))]
    assert not silent
