"""The one scope of a FHIR request: opened by its outermost interaction, joined by the others, logged at its end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import OperationalError, transaction

from florence.interchange.callers import Caller, relations_to
from florence.interchange.policies import WRITING, may_interact
from florence.security.access_events import Access, record_access
from florence.security.decisions import Refused
from florence.security.doors import record_refusal
from florence.security.keeping import AnyKeeper
from florence.security.scope import has_scope, scope

Result = TypeVar("Result")
_DEADLOCK = "40P01"


@contextmanager
def interacting(caller: Caller, keeper: AnyKeeper, kind: str, letter: str) -> Iterator[None]:
    """Admit one interaction (a letter of cruds) with a type, and let it read or write; raises Refused."""
    act = f"fhir.{kind}.{letter}"
    decision = may_interact(caller, kind, letter, keeper.readable_with)
    if not decision:
        if not has_scope():
            record_refusal(caller.actor, act, None)
        raise Refused(decision)
    with exchanging(caller, act, is_write=letter in WRITING):
        caller.done.add((kind, letter))
        yield


@contextmanager
def exchanging(caller: Caller, act: str, *, is_write: bool) -> Iterator[None]:
    """Join the request's scope, or open it; a write that fails inside a joined scope takes back only itself."""
    if has_scope():
        with transaction.atomic():
            yield
        return
    caller.touched, caller.done, caller.count = set(), set(), 0
    with scope(caller.actor, act, persons=caller.persons, durable=is_write):
        yield
        _log(caller, act, is_write=is_write)


def _log(caller: Caller, act: str, *, is_write: bool) -> None:
    record_access(
        caller.actor,
        Access(
            act=act,
            subjects=relations_to(caller.actor, caller.touched),
            count=caller.count or None,
            query_hash=caller.query_hash,
            is_repeatable=not is_write and caller.query_hash is None,
        ),
    )


def in_one_transaction(caller: Caller, act: str, work: Callable[[], Result]) -> Result:
    """Run work so that all that it writes is kept together; a deadlock is tried once more."""

    def attempt() -> Result:
        with exchanging(caller, act, is_write=True):
            return work()

    try:
        return attempt()
    except OperationalError as error:
        if has_scope() or getattr(error.__cause__, "sqlstate", None) != _DEADLOCK:
            raise
    return attempt()
