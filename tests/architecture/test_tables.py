"""Tables: keys point down, rows about a patient point to the subject and say what a merge does, history is kept."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from florence.fhir.rows import ResourceRow, TokenRow
from florence.security.models import Subject

FLOORS = {
    "foundation": 0,
    "fhir": 1,
    "ui": 1,
    "security": 2,
    "hospital": 3,
    "patients": 5,
    "staff": 5,
    "records": 7,
    "interchange": 11,
    "portal": 12,
    "workspace": 12,
    "config": 13,
}
MERGES = {"move", "anchor", "history", "combine"}
NEVER_CHANGED = {
    "DataKey": "keys are destroyed, never changed back; their own dates tell it",
    "Draft": "a draft is no record",
    "SwitchPin": "what signing in needs, like a password",
    "ShiftPresence": "where somebody is signed in, like a session",
    "AccessQuestion": "answered once, by constraint",
    "AccessEvent": "a log",
    "AccessEventSubject": "a log",
    "SearchName": "a copy that is made again at any time",
    "ImportedPart": "marks what has been imported already",
    "MergedRow": "the journal of a merge, written once",
    "KeptAnswer": "the answer to a repeated request, kept for a day",
    "Unit": "its Organization is tracked",
}


def own_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("florence.") and not hasattr(model, "pgh_tracked_model")
    ]


def relations_of(model: type[models.Model]) -> list[Any]:
    return [
        field
        for field in model._meta.get_fields()
        if getattr(field, "many_to_one", False)
        or (getattr(field, "one_to_one", False) and getattr(field, "concrete", False))
    ]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_keys_point_down(model: type[models.Model]) -> None:
    floor = FLOORS[model._meta.app_label]
    for field in relations_of(model):
        label = field.related_model._meta.app_label
        assert FLOORS.get(label, 0) <= floor, f"{model.__name__}.{field.name} points up"
        if label != model._meta.app_label:
            assert field.remote_field.related_name == "+", (
                f"{model.__name__}.{field.name} can be seen from below"
            )


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_rows_about_a_patient_say_what_a_merge_does(model: type[models.Model]) -> None:
    names = {field.name for field in model._meta.get_fields()}
    if not names & {"subject", "subject_id", "person_id"}:
        return
    assert getattr(model, "merge", None) in MERGES, f"{model.__name__} declares no merge"
    if "subject" in names:
        assert model._meta.get_field("subject").related_model is Subject


def test_every_table_keeps_its_history() -> None:
    tracked = {
        model.pgh_tracked_model  # type: ignore[attr-defined]
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model")
    }
    untracked = {
        model.__name__ for model in own_models() if model not in tracked and not issubclass(model, TokenRow)
    }
    assert untracked - set(NEVER_CHANGED) == set()


@pytest.mark.django_db
def test_tables_of_records_stand_behind_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        walled = {name for (name,) in cursor.fetchall()}
    of_patients = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, ResourceRow | TokenRow)
        or (hasattr(model, "pgh_tracked_model") and issubclass(model.pgh_tracked_model, ResourceRow))
        if any(field.name == "subject" for field in model._meta.get_fields())
    }
    assert of_patients
    assert of_patients - walled == set()


@pytest.mark.django_db
def test_the_application_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = current_user"
        )
        assert cursor.fetchone() == (0,)
