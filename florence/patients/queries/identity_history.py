"""What changed in a patient's identity, field by field, by whom and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from florence.patients.rules.identity_fields import fields_of
from florence.patients.store import STORE
from florence.security.models import Account


@dataclass(frozen=True)
class Change:
    """One field before and after; an empty text is a missing value."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """One stored version: its number, when and by whom, the code of the reason, and what differs from the last one."""

    number: int
    at: datetime
    who: str
    reason: str
    changes: tuple[Change, ...]


def list_versions(subject_id: UUID) -> list[Version]:
    """The versions of a patient's identity, newest first; those in which no field changed are left out."""
    rows = STORE.versions(subject_id)
    contexts = [(row.pgh_context.metadata or {}) if row.pgh_context_id else {} for row in rows]
    names = _names([context.get("actor") for context in contexts])
    fields = [fields_of(STORE.content(row)) for row in rows]
    versions = []
    for place, (row, context) in enumerate(zip(rows, contexts, strict=True)):
        is_first = place == len(rows) - 1
        changes = () if is_first else differences(fields[place + 1], fields[place])
        if is_first or changes:
            who = names.get(context.get("actor"), _("Florence"))
            versions.append(Version(row.version, row.recorded_at, who, context.get("reason", ""), changes))
    return versions


def last_author(subject_id: UUID) -> str:
    """Who stored the present version."""
    rows = STORE.versions(subject_id)[:1]
    actor_id = (rows[0].pgh_context.metadata or {}).get("actor") if rows and rows[0].pgh_context_id else None
    return _names([actor_id]).get(actor_id, _("Florence"))


def differences(before: dict[str, str], after: dict[str, str]) -> tuple[Change, ...]:
    """The fields that differ, in their order."""
    labels = list(dict.fromkeys([*after, *before]))
    return tuple(
        Change(label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    )


def _names(actor_ids: list[Any]) -> dict[Any, str]:
    wanted = {actor_id for actor_id in actor_ids if actor_id}
    return {str(account.id): account.display_name for account in Account.objects.filter(id__in=wanted)}
