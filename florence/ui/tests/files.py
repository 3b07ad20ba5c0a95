"""The files that the tests of the look read."""

from pathlib import Path

UI = Path(__file__).resolve().parents[1]
PRODUCT = UI.parent
STATIC = UI / "static"
STYLES = (STATIC / "ui/florence.css").read_text(encoding="utf-8")
SCRIPTS = sorted((STATIC / "ui").glob("*.js"))
TEMPLATES = sorted(PRODUCT.glob("**/templates/**/*.html"))


def name_of(path: Path) -> str:
    """A file's path inside the product, for the names of tests."""
    return path.relative_to(PRODUCT).as_posix()
