"""Copies the pinned front-end files into the tree and writes their hashes: ``make vendor``.

Reads ``node_modules`` beside ``package.json``, or the folder given as first argument. Running, testing and
deploying Florence needs no Node: the results are committed and a test compares them with ``vendor.lock``.
"""

import hashlib
import re
import shutil
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
STATIC = Path("florence/ui/static")
SPRITE = STATIC / "ui/icons.svg"
LICENCES = STATIC / "vendor/LICENSES.md"
LOCK = "vendor.lock"
# Only the icons named in this file exist.
ICONS = tuple(Path(__file__).with_name("icons.txt").read_text(encoding="utf-8").split())

FONT_PACKAGE = "@fontsource-variable/atkinson-hyperlegible-next"
FONT_FILES = f"{FONT_PACKAGE}/files/atkinson-hyperlegible-next"
FONT_TARGET = STATIC / "vendor/atkinson-hyperlegible-next-5.3.0"
COPIES: dict[str, Path] = {
    "htmx.org/dist/htmx.min.js": STATIC / "vendor/htmx-4.0.1/htmx.min.js",
    "htmx.org/dist/ext/hx-sse.min.js": STATIC / "vendor/htmx-4.0.1/hx-sse.min.js",
    f"{FONT_FILES}-latin-wght-normal.woff2": FONT_TARGET / "latin.woff2",
    f"{FONT_FILES}-latin-ext-wght-normal.woff2": FONT_TARGET / "latin-ext.woff2",
    "axe-core/axe.min.js": Path("tests/browser/vendor/axe.min.js"),
}
LICENCE_SOURCES: dict[str, str] = {
    "htmx.org 4.0.1": "htmx.org/LICENSE",
    "@tabler/icons 3.52.0 (the sprite ui/icons.svg)": "@tabler/icons/LICENSE",
    "Atkinson Hyperlegible Next 5.3.0": f"{FONT_PACKAGE}/LICENSE",
    "axe-core 4.14.1 (tests only)": "axe-core/LICENSE",
}
BACKGROUND = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" />')
MAP_COMMENT = re.compile(rb"\n?//# sourceMappingURL=\S+\s*$")


def main(arguments: list[str]) -> None:
    """Copy every file, build the sprite and the licence list, and write ``vendor.lock``."""
    modules = Path(arguments[0]) if arguments else REPOSITORY / "node_modules"
    if not modules.is_dir():
        raise SystemExit(
            f"There is no folder {modules.name}. Run: npm install --ignore-scripts --no-package-lock"
        )
    for source, target in COPIES.items():
        _copy(modules / source, REPOSITORY / target)
    (REPOSITORY / SPRITE).write_text(build_sprite(modules / "@tabler/icons/icons/outline"), encoding="utf-8")
    (REPOSITORY / LICENCES).write_text(_licences(modules), encoding="utf-8")
    (REPOSITORY / LOCK).write_text(lock_lines(), encoding="utf-8")


def build_sprite(folder: Path) -> str:
    """One SVG with a ``<symbol>`` per name in ``ICONS``; raises FileNotFoundError for an unknown name."""
    symbols = "".join(_symbol(name, (folder / f"{name}.svg").read_text(encoding="utf-8")) for name in ICONS)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'


def lock_lines() -> str:
    """The text of ``vendor.lock``: one ``sha256  path`` line per vendored file, sorted by path."""
    paths = sorted([*COPIES.values(), SPRITE, LICENCES])
    return "".join(f"{_sha256(REPOSITORY / path)}  {path.as_posix()}\n" for path in paths)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix != ".js":
        shutil.copyfile(source, target)
        return
    # The source map is not vendored; hashed static file names would fail on the comment that names it.
    target.write_bytes(MAP_COMMENT.sub(b"\n", source.read_bytes()))


def _symbol(name: str, drawing: str) -> str:
    inside = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")]
    shapes = re.sub(r"\s+", " ", BACKGROUND.sub("", inside)).replace("> <", "><").replace(" />", "/>").strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def _licences(modules: Path) -> str:
    parts = ["# Licences of the vendored front-end files\n"]
    for title, source in LICENCE_SOURCES.items():
        text = (modules / source).read_text(encoding="utf-8").strip()
        parts.append(f"\n## {title}\n\n```\n{text}\n```\n")
    return "".join(parts)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1:])
