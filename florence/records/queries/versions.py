"""The history of one entry: who changed what and when, field by field (A4-19)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from pghistory.models import Context

from florence.records.queries.facts import Fact
from florence.records.reading.fields import Field, fields_of
from florence.records.store import FACTS
from florence.security.models import Account

SYSTEM = "system"


@dataclass(frozen=True)
class Change:
    """One field that a version changed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """One version of an entry; the first has no changes, only what it held."""

    number: int
    at: datetime
    who: str
    changes: tuple[Change, ...]


def list_versions(entry: Fact) -> list[Version]:
    """Every version of an entry, the newest first; what can't be opened any more is left out."""
    rows = list(reversed(FACTS.versions(entry.row.id)))
    authors = _authors(rows)
    found, before = [], list[Field]()
    for place, row in enumerate(rows):
        after = fields_of(FACTS.open(row))
        found.append(
            Version(
                number=row.version,
                at=row.recorded_at,
                who=authors.get(row.pgh_context_id, _("Not known")),
                changes=_changes(before, after) if place else (),
            )
        )
        before = after
    return found[::-1]


def _changes(before: Iterable[Field], after: Iterable[Field]) -> tuple[Change, ...]:
    old = {field.label: field.words for field in before}
    new = {field.label: field.words for field in after}
    return tuple(
        Change(label, old.get(label, ""), new.get(label, ""))
        for label in dict.fromkeys([*new, *old])
        if old.get(label, "") != new.get(label, "")
    )


def _contexts(rows: list[Any]) -> dict[Any, dict[str, Any]]:
    """What the history knows of each act, by its id."""
    wanted = {row.pgh_context_id for row in rows} - {None}
    return dict(Context.objects.filter(id__in=wanted).values_list("id", "metadata"))


def _authors(rows: list[Any]) -> dict[Any, str]:
    """Who wrote the versions, by the id of the act."""
    contexts = _contexts(rows)
    ids = {str(context["actor"]) for context in contexts.values() if context.get("actor")}
    accounts = Account.objects.filter(id__in=ids).values_list("id", "display_name")
    names = {str(account_id): name for account_id, name in accounts}
    return {act: _who(context, names) for act, context in contexts.items()}


def _who(context: dict[str, Any], names: dict[str, str]) -> str:
    by_itself = context.get("kind") == SYSTEM
    return names.get(str(context.get("actor"))) or (
        _("Florence itself, or an import") if by_itself else _("Not known")
    )
