"""The doors through which the record is changed: actions, which check their policy, and steps of actions."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import OperationalError, transaction

from florence.security import page_scope, relations
from florence.security.access_events import Access, record_access
from florence.security.actors import Actor
from florence.security.decisions import ActionError, Decision, Refused
from florence.security.scope import ScopeError, current_scope, has_scope, scope, seal_to

P = ParamSpec("P")
R = TypeVar("R")

_DEADLOCK = "40P01"


def action(
    *, may: Callable[..., Decision], subject: str | None = None, is_logged: bool = True
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Make a function one thing that a person can do.

    Calling it opens a durable transaction on behalf of the actor, asks `may(actor, **the same words)`, does the
    act and logs it; a deadlock is tried once more. `subject` names the argument that holds the subject's id: the
    scope is then sealed to that person. Raises Refused, after logging the refusal, when the policy says no.
    An act that happens every few seconds and touches no record, such as keeping a draft, is not logged.
    """

    def decorate(
        act: Callable[Concatenate[Actor, P], R],
    ) -> Callable[Concatenate[Actor, P], R]:
        door = _Door(f"{act.__module__.split('.')[1]}.{act.__name__}", act, may, subject, is_logged)

        @wraps(act)
        def perform(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                raise TypeError(f"{door.name} takes everything but the actor by name.")
            return cast(R, door.pass_through(actor, kwargs))

        perform.__florence_policy__ = may  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[Actor, P], R]", perform)

    return decorate


@dataclass(frozen=True)
class _Door:
    """One action: its name in the log, what it does, who may, and which word names the subject."""

    name: str
    act: Callable[..., Any]
    may: Callable[..., Decision]
    subject: str | None
    is_logged: bool

    def pass_through(self, actor: Actor, words: dict[str, Any]) -> Any:
        """Do the act for the actor; a page that has its scope open closes it first, and reads again if it fails."""
        page_scope.close_for_action()
        try:
            return _retried(lambda: self._perform(actor, words))
        except Refused:
            record_refusal(actor, self.name, self._about(words))
            raise
        except ActionError:
            page_scope.read_again()
            raise

    def _perform(self, actor: Actor, words: dict[str, Any]) -> Any:
        about = self._about(words)
        with scope(actor, self.name, durable=True):
            person = relations.person_of(about) if about else None
            if person is not None:
                seal_to([person])
            decision = self.may(actor, **words)
            if not decision:
                raise Refused(decision)
            result = self.act(actor, **words)
            touched = {about: relations.reaches(actor, person)} if about and person else {}
            if self.is_logged:
                record_access(actor, Access(act=self.name, subjects=touched))
            return result

    def _about(self, words: dict[str, Any]) -> UUID | None:
        return words.get(self.subject) if self.subject else None


def step(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function a part of actions: it has no policy of its own and refuses to run outside one."""

    @wraps(function)
    def perform(*args: P.args, **kwargs: P.kwargs) -> R:
        if not has_scope():
            raise ScopeError(f"{function.__qualname__} is a step: only an action may call it.")
        return function(*args, **kwargs)

    perform.__florence_step__ = True  # type: ignore[attr-defined]
    return perform


def record_refusal(actor: Actor, act: str, subject_id: UUID | None) -> None:
    """Log that something was refused, in a transaction of its own."""
    with scope(actor, act):
        known = subject_id if subject_id and relations.person_of(subject_id) else None
        record_access(actor, Access(act=act, subjects={known: ""} if known else {}, outcome="refused"))


def acting() -> Actor:
    """The actor of the open scope."""
    return current_scope().actor


def _retried(attempt: Callable[[], R]) -> R:
    try:
        return attempt()
    except OperationalError as error:
        if _state_of(error) != _DEADLOCK or transaction.get_connection().in_atomic_block:
            raise
    return attempt()


def _state_of(error: OperationalError) -> str | None:
    return getattr(error.__cause__, "sqlstate", None)
