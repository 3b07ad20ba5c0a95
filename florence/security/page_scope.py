"""The read scope of a page, which an action closes before it opens its own transaction.

A view that sends a form reads in the page's scope, calls one action, and answers by a redirect. Should the action
refuse, the page's scope is opened again so that the form can be shown once more.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from florence.security.actors import Actor
from florence.security.scope import has_scope, scope


@dataclass
class _Page:
    stack: ExitStack
    actor: Actor
    act: str
    persons: tuple[UUID, ...]


_page: ContextVar[_Page | None] = ContextVar("page_scope", default=None)


@contextmanager
def kept(stack: ExitStack, actor: Actor, act: str, persons: tuple[UUID, ...]) -> Iterator[None]:
    """Remember the page's open scope, which `stack` holds."""
    token = _page.set(_Page(stack, actor, act, persons))
    try:
        yield
    finally:
        _page.reset(token)


def is_open() -> bool:
    """Whether a scope is open now."""
    return has_scope()


def persons() -> tuple[UUID, ...]:
    """The persons that the page's scope is sealed to."""
    page = _page.get()
    return page.persons if page else ()


def close_for_action() -> None:
    """Close the page's scope, if there is one, so that an action can open its own."""
    page = _page.get()
    if page is not None:
        page.stack.close()


def read_again() -> None:
    """Open the page's scope again if an action has closed it."""
    page = _page.get()
    if page is not None and not has_scope():
        page.stack.enter_context(scope(page.actor, page.act, persons=page.persons))
