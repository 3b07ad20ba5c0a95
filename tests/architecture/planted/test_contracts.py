"""The contracts of imports, the rules of style and the types are seen to report faults planted for them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import PRODUCT, ROOT

FLOORS = "Floors: imports go down only, siblings are strangers"
INNER = "Inner floors of a slice"
FACES = "A face never imports another slice's face"

IMPORTS = [
    (FLOORS, "records/planted.py", "import florence.config"),
    (FLOORS, "foundation/planted.py", "import florence.security"),
    (FLOORS, "patients/planted.py", "import florence.staff"),
    (FLOORS, "portal/planted.py", "import florence.workspace"),
    (FLOORS, "planted/__init__.py", ""),
    (INNER, "records/queries/planted.py", "import florence.records.actions"),
    (INNER, "records/actions/planted.py", "import florence.records.web"),
    (INNER, "patients/rules.py", "import florence.patients.policies"),
    (FACES, "records/web/planted.py", "import florence.patients.web"),
]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages and modules of the product, all of them empty, under the contracts as they are written."""
    folder = tmp_path_factory.mktemp("bare")
    for path in PRODUCT.rglob("*.py"):
        place = folder / "florence" / path.relative_to(PRODUCT)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    shutil.copy2(ROOT / "pyproject.toml", folder)
    return folder


def broken_contracts(folder: Path) -> set[str]:
    """The names of the contracts that the linter of imports finds broken."""
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder), "COLUMNS": "200", "PATH": "/usr/bin:/bin"},
    )
    told = run.stdout + run.stderr
    found = {name for name in (FLOORS, INNER, FACES) if f"{name} BROKEN" in told}
    assert bool(found) == bool(run.returncode), told
    return found


def test_contracts_hold_where_nothing_is_planted(bare: Path) -> None:
    assert broken_contracts(bare) == set()


@pytest.mark.parametrize(("contract", "file", "text"), IMPORTS, ids=lambda value: value)
def test_a_contract_reports_an_import_that_was_planted(
    contract: str, file: str, text: str, bare: Path, request: pytest.FixtureRequest
) -> None:
    path = bare / "florence" / file
    is_new = not path.exists()
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    try:
        assert broken_contracts(bare) == {contract}
    finally:
        path.unlink() if is_new else path.write_text("")
        if path.name == "__init__.py":
            path.parent.rmdir()


RUFF = (sys.executable, "-m", "ruff", "check", "--no-cache", "--preview", "--output-format", "json")
STYLES = {
    "C901": "def planted(x):\n"
    + "".join(f"    if x == {n}:\n        x += 1\n" for n in range(11))
    + "    return x\n",
    "T201": "print(1)\n",
    "DTZ005": "import datetime\n\ndatetime.datetime.now()\n",
    "BLE001": "try:\n    x = 1\nexcept Exception:\n    x = 2\n",
    "S608": 'def f(cursor, x):\n    cursor.execute(f"SELECT * FROM t WHERE a = {x}")\n',
    "PLR0917": "def f(a, b, c, d, e, f, g):\n    return a\n",
    "ERA001": "# x = planted(1)\n",
    "N802": "def Planted():\n    return 1\n",
    "E501": "x = '" + "x" * 130 + "'\n",
}


def test_the_rules_of_style_report_what_was_planted() -> None:
    code = "\n\n".join(STYLES.values())
    run = subprocess.run(
        [*RUFF, "--stdin-filename", "florence/records/planted.py", "-"],
        cwd=ROOT,
        input=code,
        capture_output=True,
        text=True,
        check=False,
    )
    assert set(STYLES) - {each["code"] for each in json.loads(run.stdout)} == set()


def test_the_types_report_a_function_without_any(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("def planted(x):\n    return x\n\n\nnumber: int = 'words'\n")
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "[tool.mypy]\nstrict = true\n" in settings
    (tmp_path / "mypy.ini").write_text("[mypy]\nstrict = true\n")
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "cache"), "planted.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert {"[no-untyped-def]", "[assignment]"} <= {
        line.rpartition("  ")[2] for line in run.stdout.splitlines()
    }
