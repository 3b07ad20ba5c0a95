"""Doors: every address has a rule, every action a policy, and no face reaches rows past its queries."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.source import PRODUCT, named, product_files, tree_of

OUTSIDE = ("accounts/", "oauth/")
"""Addresses that a library answers: signing in, and tokens for programs."""


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, here)
        else:
            yield here, entry


def without_rule() -> list[str]:
    return [
        route
        for route, entry in patterns(get_resolver())
        if not route.startswith(OUTSIDE) and not hasattr(entry.callback, "__florence_rule__")
    ]


def test_every_address_has_a_rule() -> None:
    assert not without_rule()


def action_modules() -> list[ModuleType]:
    paths = [path for path in product_files() if path.name == "actions.py" or path.parent.name == "actions"]
    return [
        importlib.import_module(".".join(path.relative_to(PRODUCT.parent).with_suffix("").parts))
        for path in paths
    ]


def writers_without_a_door(module: ModuleType) -> list[str]:
    """Public functions of an actions module that take an actor and are neither action nor step."""
    return [
        f"{module.__name__}.{name}"
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and "actor" in inspect.signature(function).parameters
        and not hasattr(function, "__florence_policy__")
        and not hasattr(function, "__florence_step__")
    ]


@pytest.mark.parametrize("module", action_modules(), ids=lambda module: module.__name__)
def test_every_action_has_a_policy(module: ModuleType) -> None:
    assert not writers_without_a_door(module)


def reaches_rows(path: Path) -> list[str]:
    return [
        f"{named(path)}:{node.lineno}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager")
    ]


FACES = [path for path in product_files() if "web" in path.parts or path.name == "fhir.py"]
IDENTITY = {"florence/security/web/identity.py", "florence/security/web/sessions.py"}
"""These make the actor and its session, before there is a scope to read in."""


def test_no_face_reaches_rows_past_its_queries() -> None:
    assert not [line for path in FACES if named(path) not in IDENTITY for line in reaches_rows(path)]


@pytest.mark.parametrize(("source", "is_found"), [("X.objects.get()", True), ("queries.get_x()", False)])
def test_the_proof_finds_a_planted_fault(
    tmp_path: Path, source: str, is_found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(source)
    monkeypatch.setattr("tests.architecture.test_doors.named", str)
    assert bool(reaches_rows(planted)) == is_found
