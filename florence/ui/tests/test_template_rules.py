"""What the content policy breaks silently, and what a reader would see reversed, must not stand in any template."""

import re
from pathlib import Path

import pytest

from florence.ui.tests.files import STYLES, TEMPLATES, UI, name_of

FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "hx-on": r"\bhx-on\b",
    "a value that needs eval": r"[\"']js:|javascript:",
    "a trigger filter that needs eval": r"hx-trigger=[\"'][^\"']*\[",
    "an address with data": r"data:(?:image|text|font|application)",
    "an inline script": r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)",
    "another host": r"(?:src|href|action)=[\"'](?:https?:)?//",
    "a bare date filter": r"\|\s*(?:date|time|naturaltime|naturalday)\b",
    "a dead link": r"href=[\"']#[\"']",
}
ICON_NAMES = frozenset((UI / "icons.txt").read_text(encoding="utf-8").split())
ICON_USES = re.compile(r"""{%\s*icon\s+"([a-z0-9-]+)"|<c-i\s[^>]*\bn="([a-z0-9-]+)"|\bicon="([a-z0-9-]+)\"""")
CLASSES = re.compile(r"""\bclass="([^"]*)\"""")
TEMPLATE_PART = re.compile(r"{%.*?%}|{{.*?}}")
STYLED = frozenset(re.findall(r"\.([a-z][\w-]*)", STYLES))
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)


def text_of(template: Path) -> str:
    return COMMENT.sub("", template.read_text(encoding="utf-8"))


def test_it_works() -> None:
    assert TEMPLATES


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_keeps_the_policy(template: Path) -> None:
    text = text_of(template)
    assert [reason for reason, pattern in FORBIDDEN.items() if re.search(pattern, text, re.IGNORECASE)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_uses_icons_that_exist(template: Path) -> None:
    used = {name for match in ICON_USES.findall(text_of(template)) for name in match if name}
    assert used <= ICON_NAMES


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_uses_classes_that_exist(template: Path) -> None:
    text = TEMPLATE_PART.sub(" ", text_of(template))
    used = {name for names in CLASSES.findall(text) for name in names.split()}
    # What ends in a hyphen goes on with a number, such as depth-2.
    whole = {name for name in used if not name.endswith("-")}
    assert whole - STYLED == set()


@pytest.mark.parametrize(
    "text", ['<p style="x">', '<a href="#">', "{{ day|date }}", '<i onclick="x">', "<script>x"]
)
def test_the_rules_find_what_they_forbid(text: str) -> None:
    assert any(re.search(pattern, text) for pattern in FORBIDDEN.values())
