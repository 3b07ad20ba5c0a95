"""Migrations: one head for each app, none forgotten."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


def own_apps() -> list[str]:
    return [each.label for each in apps.get_app_configs() if each.name.startswith("florence.")]


def test_every_app_has_one_head() -> None:
    assert MigrationLoader(None).detect_conflicts() == {}


def test_no_change_of_a_model_is_without_its_migration() -> None:
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(graph=loader.graph)
    forgotten = [
        f"{label}: {operation.describe()}"
        for label in own_apps()
        for migration in changes.get(label, ())
        for operation in migration.operations
    ]
    assert forgotten == []
