from pathlib import Path

import pytest

from florence.ui import vendoring

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" class="icon">
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M1 2" />
  <path d="M3 4" />
</svg>
"""


@pytest.fixture
def drawings(tmp_path: Path) -> Path:
    for name in vendoring.ICONS:
        (tmp_path / f"{name}.svg").write_text(DRAWING, encoding="utf-8")
    return tmp_path


def test_it_works(drawings: Path) -> None:
    sprite = vendoring.build_sprite(drawings)
    first = vendoring.ICONS[0]
    assert f'<symbol id="{first}" viewBox="0 0 24 24"><path d="M1 2"/><path d="M3 4"/></symbol>' in sprite
    assert sprite.count("<symbol") == len(vendoring.ICONS)


def test_a_name_without_drawing_is_refused(drawings: Path) -> None:
    (drawings / f"{vendoring.ICONS[0]}.svg").unlink()
    with pytest.raises(FileNotFoundError):
        vendoring.build_sprite(drawings)


def test_without_packages_nothing_is_written(tmp_path: Path) -> None:
    before = (vendoring.REPOSITORY / vendoring.LOCK).read_bytes()
    with pytest.raises(SystemExit, match="npm install"):
        vendoring.main([str(tmp_path / "node_modules")])
    assert (vendoring.REPOSITORY / vendoring.LOCK).read_bytes() == before
