"""The scope: the one transaction in which records may be read or written, and on whose behalf.

Opening a scope sets, for this transaction alone, who acts, by which parties and shelves, how far and how deep,
and the clock's now. The row-level policies of the database and the history's context read these settings.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from florence.foundation import clock
from florence.foundation.identifiers import new_id
from florence.security.actors import Actor, joined


class ScopeError(Exception):
    """Records were reached for outside a scope, or a scope was opened inside another."""


@dataclass(frozen=True)
class Scope:
    """The open scope: who acts, what for, and the persons it is sealed to (none: no seal).

    `known` holds what was asked once and stays true while the scope is open.
    """

    actor: Actor
    act: str
    persons: tuple[UUID, ...]
    id: UUID
    known: dict[Any, Any] = field(default_factory=dict, compare=False)


_open: ContextVar[Scope | None] = ContextVar("open_scope", default=None)

_SETTINGS = (
    "app.actor",
    "app.parties",
    "app.shelves",
    "app.reach",
    "app.level",
    "app.withheld",
    "app.now",
    "app.persons",
    "app.audit",
    "pghistory.context_id",
    "pghistory.context_metadata",
)
_SET = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in _SETTINGS)


def current_scope() -> Scope:
    """The open scope; raises ScopeError when there is none."""
    scope_now = _open.get()
    if scope_now is None:
        raise ScopeError("Records are only reached inside a scope: see florence.security.scope.")
    return scope_now


def has_scope() -> bool:
    """Whether a scope is open."""
    return _open.get() is not None


@contextmanager
def scope(actor: Actor, act: str, *, persons: Iterable[UUID] = (), durable: bool = False) -> Iterator[Scope]:
    """Open the transaction in which the actor does the named act, sealed to persons when any are given.

    Raises ScopeError inside another scope. Leaving by an exception rolls everything back.
    """
    if has_scope():
        raise ScopeError(f"“{act}” was begun inside “{current_scope().act}”: scopes are not nested.")
    opened = Scope(actor, act, tuple(persons), new_id())
    with transaction.atomic(durable=durable):
        token = _open.set(opened)
        try:
            _write_settings(_values_of(opened))
            yield opened
            _clear_settings()
        finally:
            _open.reset(token)


def seal_to(persons: Iterable[UUID]) -> None:
    """Narrow the open scope to persons: from here on the database gives rows of theirs alone."""
    current_scope()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.persons', %s, true)", [joined(persons)])


def _values_of(opened: Scope) -> list[str]:
    actor = opened.actor
    return [
        str(actor.id or ""),
        joined(actor.parties),
        joined(actor.shelves),
        actor.reach,
        str(actor.level),
        joined(actor.withheld),
        clock.now().isoformat(),
        joined(opened.persons),
        _audit_of(actor),
        str(opened.id),
        _history_context(opened),
    ]


def _audit_of(actor: Actor) -> str:
    """How much of the log the actor may read beside their own: all of it, or what touches no record."""
    if actor.has("security.read_access_log"):
        return "all"
    return "house" if actor.has("security.read_activities") else ""


def _history_context(opened: Scope) -> str:
    actor = opened.actor
    return json.dumps(
        {
            "actor": str(actor.id) if actor.id else None,
            "kind": actor.kind,
            "act": opened.act,
            "at": clock.now().isoformat(),
            "request": actor.request_id,
        }
    )


def _write_settings(values: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, values)


def _clear_settings() -> None:
    """Forget the settings when the transaction goes on without the scope, as inside a test's transaction.

    A scope that is left by an exception needs no clearing: the rollback puts the settings back.
    """
    if len(connection.savepoint_ids) > 0:
        _write_settings([""] * len(_SETTINGS))
