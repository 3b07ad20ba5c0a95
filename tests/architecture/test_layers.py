"""Below the faces there is no HTTP, nowhere a signal, and one kind of place that writes."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import PRODUCT, named, product_files, tree_of

HTTP = ("django.http", "django.shortcuts", "django.views")
SIGNALS = (
    "django.dispatch",
    "django.db.models.signals",
    "django.core.signals",
    "django.contrib.auth.signals",
)
FACES = {"web", "config"}
"""Folders that speak HTTP: the faces, and the top, where everything is put together."""

SPEAK_HTTP = {
    "florence/fhir/interactions.py": "what the FHIR endpoints ask of a server: who calls, and from which address",
    "florence/interchange/server.py": "answers what the FHIR endpoints ask",
    "florence/interchange/callers.py": "makes the actor of a program out of its token",
}

SPEAK_OF_REQUESTS_ONLY = "HttpRequest"

MANAGERS = {"objects", "_default_manager", "_base_manager"}
WRITES = {
    *("create", "bulk_create", "get_or_create", "update_or_create"),
    *("update", "bulk_update", "delete", "raw", "_raw_delete"),
}
WRITERS = {
    "florence/foundation/keys.py": "data keys",
    "florence/security/models/accounts.py": "the manager that makes accounts for the library of signing in",
    "florence/security/relations.py": "relations, in the transaction of the action that has the reason",
    "florence/security/resource_store.py": "every resource, below the actions of its owner",
    "florence/interchange/importing/storing.py": "which parts of an import are done",
    "florence/interchange/kept_answers.py": "answers that are kept for a day",
    "florence/config/jobs.py": "sessions and tokens that have expired",
}
"""Files outside `actions` that write to a table, and which."""

DEMO = PRODUCT / "config/demo"
"""What is made up for the demo hospital is written from here as well."""


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """The lines and full names of what a file imports."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{each.name}") for each in node.names)


def importing(path: Path, banned: tuple[str, ...]) -> list[str]:
    return [
        f"{named(path)}:{line} {name}"
        for line, name in imports_of(path)
        if any(name == each or name.startswith(f"{each}.") for each in banned)
    ]


def is_face(path: Path) -> bool:
    return bool(FACES & set(path.relative_to(PRODUCT).parts))


def test_no_http_below_the_faces() -> None:
    below = [path for path in product_files() if not is_face(path) and named(path) not in SPEAK_HTTP]
    assert [line for path in below for line in importing(path, HTTP)] == []


def test_who_asks_about_requests_answers_none() -> None:
    found = [line for name in SPEAK_HTTP for line in importing(PRODUCT.parent / name, HTTP)]
    assert [line for line in found if not line.endswith(SPEAK_OF_REQUESTS_ONLY)] == []


def test_no_signals() -> None:
    assert [line for path in product_files() for line in importing(path, SIGNALS)] == []


def names_in(node: ast.expr) -> Iterator[str]:
    """The names along a chain of attributes and calls."""
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            yield node.attr
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return
    yield node.id


def writes_in(path: Path) -> list[str]:
    return [
        f"{named(path)}:{node.lineno} {node.func.attr}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and MANAGERS & set(names_in(node.func))
    ]


def is_action(path: Path) -> bool:
    return path.name == "actions.py" or "actions" in path.parts


def may_write(path: Path) -> bool:
    return is_action(path) or named(path) in WRITERS or path.is_relative_to(DEMO)


def test_actions_are_the_only_writers() -> None:
    others = [path for path in product_files() if not may_write(path)]
    assert [line for path in others for line in writes_in(path)] == []


def test_every_other_writer_is_one() -> None:
    """A file that writes no more loses its line in the list."""
    files = {named(path): path for path in product_files()}
    assert [name for name in WRITERS if name not in files or not _writes(files[name])] == []


def _writes(path: Path) -> bool:
    return bool(writes_in(path)) or ".save(" in path.read_text(encoding="utf-8")
