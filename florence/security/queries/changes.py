"""What was changed in accounts, roles and limits, by field, with who and when: from the history tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.security.acts import words_of
from florence.security.labels import CATEGORIES
from florence.security.models import Account, Role
from florence.security.permission_catalogue import sentences
from florence.security.queries.access_log import names_of
from florence.ui.moments import words as moment_words

LABELS = {
    "email": gettext_lazy("E-mail address"),
    "display_name": gettext_lazy("Name"),
    "is_active": gettext_lazy("May sign in"),
    "name": gettext_lazy("Name"),
    "description": gettext_lazy("Description"),
    "permissions": gettext_lazy("Permissions"),
    "reach": gettext_lazy("Reach"),
    "shelves": gettext_lazy("Always open"),
    "level": gettext_lazy("Restricted entries"),
    "categories": gettext_lazy("Sensitive entries"),
    "needs_second_factor": gettext_lazy("Second factor"),
    "archived_at": gettext_lazy("Archived"),
    "account_id": gettext_lazy("Person"),
    "role_id": gettext_lazy("Role"),
    "unit_id": gettext_lazy("Department"),
    "starts_at": gettext_lazy("From"),
    "ends_at": gettext_lazy("Until"),
    "idle_minutes": gettext_lazy("Minutes of rest"),
    "absolute_hours": gettext_lazy("Hours in all"),
}
_TABLES = ("Account", "Role", "RoleAssignment", "PlaceLimit")


@dataclass(frozen=True)
class FieldChange:
    """One field: its words, and the value before and after; "" for none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """One change of a row; the first has no `changes`."""

    number: int
    at: datetime
    who: str
    reason: str
    changes: tuple[FieldChange, ...]


def list_versions(table: str, row_id: UUID) -> list[Version]:
    """Every change of one row of "Role", "Account", "RoleAssignment" or "PlaceLimit", the newest first."""
    rows = list(_history(table).filter(pgh_obj_id=row_id).select_related("pgh_context").order_by("pgh_id"))
    contexts = [row.pgh_context.metadata if row.pgh_context else {} for row in rows]
    names = names_of(UUID(context["actor"]) for context in contexts if context.get("actor"))
    versions: list[Version] = []
    for position, (row, context) in enumerate(zip(rows, contexts, strict=True)):
        changes = _changes(rows[position - 1], row) if position else ()
        if position and not changes:
            continue
        versions.append(
            Version(
                number=len(versions) + 1,
                at=_moment(row, context),
                who=names.get(UUID(context["actor"]), "") if context.get("actor") else _("Florence itself"),
                reason=words_of(context["act"]) if context.get("act") else "",
                changes=changes,
            )
        )
    return versions[::-1]


def changes_in(scope_ids: Iterable[UUID]) -> dict[UUID, list[FieldChange]]:
    """What was changed in each scope, as the log names it: by field, the row's own name first."""
    found: dict[UUID, list[FieldChange]] = {}
    wanted = list(scope_ids)
    for table in _TABLES:
        history = _history(table)
        for row in history.filter(pgh_context_id__in=wanted).order_by("pgh_id"):
            before = (
                history.filter(pgh_obj_id=row.pgh_obj_id, pgh_id__lt=row.pgh_id).order_by("-pgh_id").first()
            )
            changes = _public_changes(table, before, row)
            if changes:
                found.setdefault(row.pgh_context_id, []).extend([_named(table, row), *changes])
    return found


def _history(table: str) -> Any:
    return apps.get_model("security", f"{table}History")._default_manager


def _moment(row: Any, context: dict[str, Any]) -> datetime:
    """When by the clock of the product; the history's own time is the machine's."""
    at: datetime = datetime.fromisoformat(context["at"]) if context.get("at") else row.pgh_created_at
    return at


def _changes(before: Any, after: Any) -> tuple[FieldChange, ...]:
    names = [name for name in LABELS if hasattr(after, name)]
    pairs = [(name, getattr(before, name, None), getattr(after, name)) for name in names]
    changed = [(name, old, new) for name, old, new in pairs if old != new]
    return tuple(_field_change(name, old, new) for name, old, new in changed)


def _public_changes(table: str, before: Any, after: Any) -> tuple[FieldChange, ...]:
    """The changes without what names a patient: of a patient's account neither name nor address is shown."""
    changes = _changes(before, after)
    if table != "Account" or not after.is_patient:
        return changes
    hidden = (str(LABELS["email"]), str(LABELS["display_name"]))
    return tuple(change for change in changes if change.label not in hidden)


def _field_change(name: str, old: Any, new: Any) -> FieldChange:
    if isinstance(old, list) and isinstance(new, list):
        gone, come = (
            [value for value in old if value not in new],
            [value for value in new if value not in old],
        )
        return FieldChange(str(LABELS[name]), in_words(name, gone), in_words(name, come))
    return FieldChange(str(LABELS[name]), in_words(name, old), in_words(name, new))


def _named(table: str, row: Any) -> FieldChange:
    kinds = {
        "Account": _("Account"),
        "Role": _("Role"),
        "RoleAssignment": _("Role of a person"),
        "PlaceLimit": _("Session limits"),
    }
    return FieldChange(kinds[table], "", _name_of(table, row))


def _name_of(table: str, row: Any) -> str:
    """What the changed row is called; an account of a patient is not named."""
    if table == "RoleAssignment":
        return f"{in_words('role_id', row.role_id)}: {in_words('account_id', row.account_id)}"
    if table == "Account":
        return in_words("account_id", row.pgh_obj_id)
    return str(_(row.name))


def in_words(name: str, value: Any) -> str:
    """The value of a field as a person reads it."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moment_words(value)
    if isinstance(value, list | tuple):
        return " · ".join(_code_in_words(name, code) for code in value)
    return _one_in_words(name, value)


def _one_in_words(name: str, value: Any) -> str:
    if name == "account_id":
        account = Account.objects.filter(id=value).first()
        return _("a patient's account") if account is None or account.is_patient else account.display_name
    if name == "role_id":
        return _(Role.objects.filter(id=value).values_list("name", flat=True).first() or "")
    if name == "reach":
        return str(Role.Reach(value).label)
    if name == "level":
        return level_words(int(value))
    return str(value)


def level_words(level: int) -> str:
    """How far into restricted entries a role sees."""
    return (_("not seen"), _("restricted ones are seen"), _("all are seen"))[min(level, 2)]


def shelf_words(shelf: str) -> str:
    """What a role sees of every patient, without a care relation."""
    return {
        "identity": _("name, number and contact data"),
        "emergency": _("allergies and what matters in an emergency"),
    }.get(shelf, shelf)


def _code_in_words(name: str, code: str) -> str:
    if name == "permissions":
        return sentences().get(code, code)
    if name == "shelves":
        return shelf_words(code)
    return str(CATEGORIES.get(code, code)) if name == "categories" else code
