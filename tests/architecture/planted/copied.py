"""A copy of the project with every fault in it, and what the proofs say of it in one run."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from tests.architecture.planted.faults import Fault
from tests.architecture.source import ROOT

LEFT_OUT = {"build", "node_modules", "__pycache__"}
LONGEST_RUN_S = 240
EVERYTHING = "*"
PYTEST = (
    *(sys.executable, "-m", "pytest", "-o", "addopts=-p tests.home_for_tests --import-mode=importlib"),
    *("-p", "no:cacheprovider", "-vv", "--tb=short"),
)


def copy_of_project(folder: Path) -> None:
    """Copy what belongs to the project into an empty folder."""
    for each in ROOT.iterdir():
        if each.name.startswith(".") or each.name in LEFT_OUT:
            continue
        if each.is_dir():
            shutil.copytree(each, folder / each.name)
        else:
            shutil.copy2(each, folder)


def plant(fault: Fault, folder: Path) -> None:
    """Put a fault into the copy; one without a text has been planted with another."""
    if not fault.text:
        return
    path = folder / fault.file
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(_changed(before, fault), encoding="utf-8")


def _changed(before: str, fault: Fault) -> str:
    if not fault.instead_of:
        return before + fault.text
    if fault.instead_of == EVERYTHING:
        return fault.text
    assert before.count(fault.instead_of) == 1, f"{fault.file} has changed: plant the fault anew"
    return before.replace(fault.instead_of, fault.text)


def what_proofs_say(folder: Path, proofs: list[str]) -> Mapping[str, str]:
    """Run proofs in the copy, none of which needs the database; gives each failed test with its message."""
    told = folder / "told.xml"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))
    }
    files = sorted({proof.partition("::")[0] for proof in proofs})
    chosen = " or ".join(sorted({proof.partition("::")[2].partition("[")[0] for proof in proofs}))
    subprocess.run(
        [*PYTEST, f"--junitxml={told}", "-k", chosen, *files],
        cwd=folder,
        env=environment,
        capture_output=True,
        timeout=LONGEST_RUN_S,
        check=False,
    )
    return _failures(told)


def _failures(told: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for case in ElementTree.parse(told).getroot().iter("testcase"):
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
        for failure in case.iter("failure"):
            found[name] = f"{failure.get('message')}\n{failure.text}"
    return found
