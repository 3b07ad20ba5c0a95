"""Vendored files are what ``vendor.lock`` says, the style sheet keeps the policy, and everything keeps its budget."""

import gzip
import re
from pathlib import Path

from florence.ui import vendoring
from florence.ui.tests.files import SCRIPTS, STATIC, STYLES

KILOBYTE = 1024
HTMX = STATIC / "vendor/htmx-4.0.1"
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|(?:left|right|top|bottom|float|text-align)"
    r"\s*:\s*(?:left|right|\d))"
)


def compressed(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_it_works() -> None:
    lock = (vendoring.REPOSITORY / vendoring.LOCK).read_text(encoding="utf-8")
    assert lock == vendoring.lock_lines()


def test_the_sprite_holds_exactly_the_named_icons() -> None:
    sprite = (vendoring.REPOSITORY / vendoring.SPRITE).read_text(encoding="utf-8")
    assert tuple(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite)) == vendoring.ICONS


def test_styles_keep_their_budget() -> None:
    assert compressed(STATIC / "ui/florence.css") <= 30 * KILOBYTE


def test_our_scripts_keep_their_budget() -> None:
    assert compressed(*SCRIPTS) <= 15 * KILOBYTE


def test_the_scripts_of_every_page_keep_their_budget() -> None:
    assert compressed(*SCRIPTS, HTMX / "htmx.min.js") <= 30 * KILOBYTE


def test_icons_and_fonts_keep_their_budget() -> None:
    assert compressed(STATIC / "ui/icons.svg") <= 8 * KILOBYTE
    assert sum(font.stat().st_size for font in STATIC.glob("vendor/*/*.woff2")) <= 55 * KILOBYTE


def test_styles_hold_no_data_address_and_no_other_host() -> None:
    assert re.findall(r"url\(\s*[\"']?(?:data:|https?:|//)", STYLES) == []


def test_styles_use_logical_directions() -> None:
    assert PHYSICAL.findall(re.sub(r"/\*.*?\*/", "", STYLES, flags=re.DOTALL)) == []


def test_styles_use_colours_through_tokens() -> None:
    layers = STYLES[STYLES.index("@layer base {") :]
    allowed = {"#fff", "#000"}  # paper, and the focus ring on the rail
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", layers)) <= allowed


def test_scripts_need_no_eval() -> None:
    for script in SCRIPTS:
        text = script.read_text(encoding="utf-8")
        assert re.findall(r"\beval\(|new Function|innerHTML|\balert\(|\bconfirm\(", text) == []
