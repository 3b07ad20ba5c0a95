"""Documents: what they name exists, nothing is forgotten, and they speak of the hospital alone."""

import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from florence.config import environment
from florence.config.classification import CLASSES
from florence.config.command import COMMANDS
from tests.architecture.source import ROOT

DOCS = ROOT / "docs"
ENDS_IN_CODE = {".py", ".toml", ".html", ".js", ".css", ".md", ".txt", ".tsv", ".conf", ".service", ".typ"}

# ---- the files that are ours


@cache
def own_files() -> tuple[Path, ...]:
    """Every file that belongs to the project, vendored ones and locks left out."""
    paths = _tracked() if (ROOT / ".git").exists() else _found()
    return tuple(
        path for path in paths if path.suffix != ".lock" and "vendor" not in path.parts and path.is_file()
    )


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def _found() -> list[Path]:
    """The files of an unpacked release, which no version control knows."""
    tops = ["florence", "tests", "docs", "deploy", "bench", "*.md", "Makefile", "*.toml"]
    return [path for top in tops for each in ROOT.glob(top) for path in (each, *each.rglob("*"))]


def texts() -> Iterator[tuple[str, str]]:
    for path in own_files():
        if path.suffix in ENDS_IN_CODE or path.suffix == "" or path.name in ("NOTICE", "LICENSE"):
            try:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def documents() -> list[Path]:
    return [path for path in own_files() if path.suffix == ".md"]


# ---- words that have no place here; put together so that this file does not hold them itself

FORBIDDEN = re.compile(
    "|".join(
        [
            "/" + "work/",
            r"/tmp/" + "brief",
            r"\b(TO" + "DO|FIX" + "ME|XX" + r"X)\b",
            r"(pypi|npmjs|pythonhosted)\." + "(org|com)",
            r"\bissues " + "show",
            r"\b(mission|people|interface|trust|stages|stack|examples)" + r"\.md\b",
            r"\bstage [0-9]+[,:.] " + "(ground|people|front)",
        ]
    )
)


def forbidden_in(named_texts: Iterable[tuple[str, str]]) -> list[str]:
    return [
        f"{name}:{number} {found.group()}"
        for name, text in named_texts
        for number, line in enumerate(text.splitlines(), start=1)
        if (found := FORBIDDEN.search(line))
    ]


def test_no_machine_paths_and_no_unfinished_marks() -> None:
    assert forbidden_in(texts()) == []


@pytest.mark.parametrize("planted", ["see /" + "work/x", "# TO" + "DO later", "from https://py" + "pi.org"])
def test_the_proof_finds_planted_words(planted: str) -> None:
    assert forbidden_in([("planted.py", planted)])


# ---- modules: point · page · action · test

POINTS_IN_MODULE = {1: 6, 2: 7, 3: 7, 4: 6, 5: 8, 6: 5, 7: 5, 8: 4, 9: 4, 10: 4, 11: 4, 12: 4, 13: 3}
ROW = re.compile(r"^\| (\d+\.\d+) \| (.+?) \| (.*?) \| (.*?) \| (.*?) \|$", re.MULTILINE)
NAMES = re.compile(r"`([^`]+)`")
WAITING = re.compile(r"\bwaits? for \w")


def points() -> list[str]:
    return [f"{module}.{n}" for module, count in POINTS_IN_MODULE.items() for n in range(1, count + 1)]


def module_rows() -> list[tuple[str, str, str, str, str]]:
    pages = sorted((DOCS / "modules").glob("[0-9][0-9]-*.md"))
    return [row for page in pages for row in ROW.findall(page.read_text(encoding="utf-8"))]


@cache
def page_names() -> frozenset[str]:
    return frozenset(_names(get_resolver(), ""))


def _names(resolver: URLResolver, space: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _names(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{space}{entry.name}"


def is_action(name: str) -> bool:
    """Whether `florence.slice.actions.module.function` is an action or a step."""
    module, _, function = name.rpartition(".")
    try:
        found = getattr(import_module(module), function, None)
    except ModuleNotFoundError:
        return False
    return hasattr(found, "__florence_policy__") or hasattr(found, "__florence_step__")


def is_test(name: str) -> bool:
    """Whether `path::test_name` is a test."""
    path, _, function = name.partition("::")
    file = ROOT / path
    return file.is_file() and bool(
        re.search(rf"def {re.escape(function)}\(", file.read_text(encoding="utf-8"))
    )


def faults_of(row: tuple[str, str, str, str, str]) -> list[str]:
    point, _what, pages, actions, tests = row
    faults = [f"{point}: no page {name}" for name in NAMES.findall(pages) if name not in page_names()]
    faults += [f"{point}: no action {name}" for name in NAMES.findall(actions) if not is_action(name)]
    faults += [f"{point}: no test {name}" for name in NAMES.findall(tests) if not is_test(name)]
    has_page, has_test = bool(NAMES.findall(pages)) or "no page" in pages, bool(NAMES.findall(tests))
    if not (has_page and has_test) and not WAITING.search(pages):
        faults.append(f"{point}: neither page with test nor what it waits for")
    return faults


def test_every_point_has_one_line() -> None:
    assert sorted(row[0] for row in module_rows()) == sorted(points())


def test_every_page_action_and_test_of_a_module_exists() -> None:
    assert [fault for row in module_rows() for fault in faults_of(row)] == []


@pytest.mark.parametrize(
    "planted",
    [
        ("1.1", "what", "`patients:no_such_page`", "", "`conftest.py::_cluster`"),
        ("1.1", "what", "`home`", "`florence.patients.actions.registration.no_such_act`", ""),
        ("1.1", "what", "`home`", "", "`conftest.py::test_nowhere`"),
        ("1.1", "what", "some day", "", ""),
    ],
)
def test_the_proof_finds_a_planted_fault(planted: tuple[str, str, str, str, str]) -> None:
    assert faults_of(planted)


# ---- dependencies, versions, decisions


@cache
def project() -> dict[str, dict[str, object]]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


def bare_name(requirement: str) -> str:
    return re.split(r"[\[<>=~! ]", requirement)[0].lower()


def test_every_dependency_has_its_line() -> None:
    needed = [*project()["project"]["dependencies"], *project()["dependency-groups"]["dev"]]  # type: ignore[misc]
    table = (DOCS / "adr/dependencies.md").read_text(encoding="utf-8")
    listed = {name.lower() for name in re.findall(r"^\| ([A-Za-z0-9-]+) \|", table, re.MULTILINE)} - {
        "package"
    }
    assert listed == {bare_name(requirement) for requirement in needed}


def test_the_version_has_its_changes() -> None:
    version = project()["project"]["version"]
    assert f"\n## {version}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def decisions() -> list[Path]:
    return sorted((DOCS / "adr").glob("[0-9]*.md"))


@pytest.mark.parametrize("decision", decisions(), ids=lambda path: path.stem)
def test_a_decision_is_one_page_in_four_parts(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Options", "Choice", "Consequences"]
    assert len(text.splitlines()) <= 60
    assert f"({decision.name})" in (DOCS / "adr/README.md").read_text(encoding="utf-8")


def test_no_number_of_a_decision_is_used_twice() -> None:
    numbers = [path.stem[:4] for path in decisions()]
    assert len(numbers) == len(set(numbers))


# ---- links, commands, variables, tables

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"(?:`|/bin/|^)florence ([a-z][a-z-]+)", re.MULTILINE)
NOT_BUILT = re.compile(r"no `florence|does not exist")
TARGET = re.compile(r"(?:`|^)make ([a-z][a-z-]*)", re.MULTILINE)


def broken_links(path: Path) -> list[str]:
    links = LINK.findall(path.read_text(encoding="utf-8"))
    return [link for link in links if "://" not in link and not (path.parent / link).exists()]


def test_links_lead_somewhere() -> None:
    assert {path.name: broken_links(path) for path in documents() if broken_links(path)} == {}


def named_commands(text: str) -> set[str]:
    lines = [line for line in text.splitlines() if not NOT_BUILT.search(line)]
    return set(COMMAND.findall("\n".join(lines)))


def test_commands_exist() -> None:
    unknown = {
        path.name: named_commands(path.read_text(encoding="utf-8")) - set(COMMANDS) for path in documents()
    }
    assert {name: commands for name, commands in unknown.items() if commands} == {}


def test_make_targets_exist() -> None:
    targets = set(
        re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = {path.name: set(TARGET.findall(path.read_text(encoding="utf-8"))) for path in documents()}
    assert {name: unknown for name, found in named.items() if (unknown := found - targets)} == {}


def test_every_variable_is_explained() -> None:
    read = set(re.findall(r"FLORENCE_[A-Z_]+", environment.__doc__ or ""))
    told = set(
        re.findall(r"FLORENCE_[A-Z_]+", (DOCS / "operating/environment.md").read_text(encoding="utf-8"))
    )
    assert read - told == set()


def test_every_class_of_columns_is_told_to_operators() -> None:
    """That every column of every table has a class is proved in tests/access/test_classification.py."""
    told = (DOCS / "operating/readable.md").read_text(encoding="utf-8")
    assert [name for name in CLASSES if f"| {name.replace('_', ' ')} " not in told] == []


# ---- what others made


def folders_of_others() -> list[Path]:
    """Folders of data, fonts, dictionaries and vendored files."""
    kinds = {"data", "fonts", "dictionaries"}
    return sorted({path.parent for path in own_files() if path.parent.name in kinds})


@pytest.mark.parametrize("folder", folders_of_others(), ids=lambda path: str(path.relative_to(ROOT)))
def test_data_of_others_carry_their_licence(folder: Path) -> None:
    beside = [folder / "NOTICE", folder / "LICENSE", folder.parent / "NOTICE"]
    assert any(path.is_file() for path in beside), f"{folder.relative_to(ROOT)} has no NOTICE"


def test_vendored_files_carry_their_licence() -> None:
    licences = (ROOT / "florence/ui/static/vendor/LICENSES.md").read_text(encoding="utf-8")
    assert [
        name for name in ("htmx", "Atkinson", "Tabler", "axe-core") if name.lower() not in licences.lower()
    ] == []


def test_the_licence_is_the_one_named() -> None:
    assert project()["project"]["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")[:200]
