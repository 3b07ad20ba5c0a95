"""Words: everything that a template says can be translated, and every address it names exists."""

import re
from pathlib import Path

from tests.architecture.source import PRODUCT, named
from tests.architecture.test_docs import page_names

SAMPLES = ("ui/components",)
"""The page of components shows made-up people and is not translated."""

NAMES = {"Florence", "– Florence", "mmHg"}
"""What is the same in every language: the name of the product, and a unit; keys stand in an element of their own."""

NOT_WORDS = re.compile(
    r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->"
    r"|{%-?\s*blocktrans(?:late)?\b.*?{%-?\s*endblocktrans(?:late)?\s*%}"
    r"|{%\s*block (?:page_class|density)\s*%}.*?{%\s*endblock\b.*?%}"
    r"|<(script|style|kbd)\b.*?</\1>",
    re.DOTALL,
)
TEMPLATE_PART = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
TAG = re.compile(r"<(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>", re.DOTALL)
SAID = re.compile(r"\b(?:title|aria-label|placeholder|alt|label|heading|hint|empty)=\"([^\"]*)\"")
LETTERS = re.compile(r"[^\W\d_]{2}")
ADDRESS = re.compile(r"{%\s*url\s+['\"]([^'\"]+)['\"]")


def templates() -> list[Path]:
    found = sorted(PRODUCT.glob("**/templates/**/*.html"))
    return [path for path in found if not any(sample in path.as_posix() for sample in SAMPLES)]


def untranslated(text: str) -> list[str]:
    """The words of a template, in its text and in what is read out, that no translation reaches."""
    left = TEMPLATE_PART.sub(" ", NOT_WORDS.sub(" ", text))
    said = [*TAG.sub("\n", left).split("\n"), *SAID.findall(left)]
    return [words for each in said if LETTERS.search(words := each.strip()) and words not in NAMES]


def untranslated_in(path: Path) -> list[str]:
    return [f"{named(path)}: {words}" for words in untranslated(path.read_text(encoding="utf-8"))]


def test_every_word_of_a_template_can_be_translated() -> None:
    assert [line for path in templates() for line in untranslated_in(path)] == []


def lost_in(path: Path) -> list[str]:
    addresses = set(ADDRESS.findall(path.read_text(encoding="utf-8")))
    return [f"{named(path)}: {name}" for name in sorted(addresses - page_names())]


def test_every_address_of_a_template_exists() -> None:
    assert [line for path in templates() for line in lost_in(path)] == []
