"""The contrast table of the interface guide, computed from the tokens of the style sheet (WCAG 2.2, 1.4.3, 1.4.11)."""

import re

import pytest

from florence.ui.tests.files import STYLES

TEXT, BOUNDARY = 4.5, 3.0
TEXT_PAIRS = [
    *(("ink", ground) for ground in ("surface", "canvas", "sunken", "raised")),
    *(("ink-2", ground) for ground in ("surface", "canvas", "sunken", "raised", "band")),
    *(("ink-3", ground) for ground in ("surface", "canvas", "raised")),
    *(("link", ground) for ground in ("surface", "canvas", "raised", "sunken")),
    ("on-brand", "brand"),
    ("on-brand", "brand-hover"),
    ("tint-ink", "tint"),
    ("rail-ink", "rail"),
    ("rail-ink", "rail-2"),
    ("rail-ink-2", "rail"),
    ("rail-ink-2", "rail-2"),
    ("on-lamp", "lamp"),
    ("on-stop", "stop-fill"),
    *((f"{tone}-ink", f"{tone}-bg") for tone in ("stop", "warn", "ok", "info", "quiet")),
    ("stop-ink", "surface"),
    *((f"t{level}-ink", f"t{level}") for level in range(1, 6)),
    ("surface", "ink"),
]
BOUNDARY_PAIRS = [
    ("edge", "surface"),
    ("edge", "canvas"),
    ("rail-edge", "rail"),
    ("chart", "band"),
    ("chart", "surface"),
    ("stop", "surface"),
    ("focus", "surface"),
    ("warn", "warn-bg"),
]


def tokens(theme: str) -> dict[str, str]:
    blocks = re.findall(r'(:root|\[data-theme="(?:dark|auto)"\])\s*\{(.*?)\}', STYLES, re.DOTALL)
    found = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]+);", body)) for name, body in blocks if theme in name]
    assert len(found) == 1
    return found[0]


def colours(theme: str) -> dict[str, str]:
    return tokens(":root") | ({} if theme == "light" else tokens(theme))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    brighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_it_works() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_stands_out(theme: str, ink: str, ground: str) -> None:
    used = colours(theme)
    assert contrast(used[ink], used[ground]) >= TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), BOUNDARY_PAIRS)
def test_boundaries_stand_out(theme: str, line: str, ground: str) -> None:
    used = colours(theme)
    assert contrast(used[line], used[ground]) >= BOUNDARY


def test_the_automatic_theme_is_the_dark_one() -> None:
    assert tokens("auto") == tokens("dark")
