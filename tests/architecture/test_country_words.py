"""Words of one country stand in data files, never in templates or in what the code says."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import PRODUCT, named, product_files, tree_of

OF_ONE_COUNTRY = re.compile(r"(?<![\w-])(?:SSN|ZIP|State|911|NPI|Medicare)(?![\w-])|\$(?=\d)")


def words_of_code(tree: ast.Module) -> list[str]:
    """The strings of a file that name something of one country only."""
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [text for text in strings if isinstance(text, str) and OF_ONE_COUNTRY.search(text)]


def found_in(path: Path) -> list[str]:
    if path.suffix == ".html":
        return OF_ONE_COUNTRY.findall(path.read_text(encoding="utf-8"))
    return words_of_code(tree_of(path))


def test_no_word_of_one_country_in_code_and_templates() -> None:
    paths = [*product_files(), *sorted(PRODUCT.glob("**/templates/**/*.html"))]
    assert [f"{named(path)}: {words}" for path in paths for words in found_in(path)] == []


@pytest.mark.parametrize("planted", ["SSN", "ZIP code", "State", "Call 911", "$20", "NPI number", "Medicare"])
def test_the_proof_finds_a_planted_fault(planted: str) -> None:
    assert words_of_code(ast.parse(f"LABEL = {planted!r}")) == [planted]
