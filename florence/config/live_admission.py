"""Who may listen to which topics, asked of the database when a stream opens and once a minute while it is open."""

from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest

from florence.security import relations
from florence.security.actors import Actor
from florence.security.models import Account
from florence.security.policies import Permission
from florence.security.scope import scope
from florence.security.web import identity, sessions

MOST_TOPICS = 10


@dataclass(frozen=True)
class Listener:
    """An account that may listen, and to what."""

    account_id: str
    topics: frozenset[str]


class NotSignedIn(Exception):
    """There is no session, or it has ended."""


class NotOpen(Exception):
    """A topic does not exist or is not open to the account."""


def admit(cookies: str, topics: tuple[str, ...]) -> Listener:
    """The listener behind a request's cookies. Raises NotSignedIn, or NotOpen when one topic is refused.

    Listening is no activity, and opens no session that has ended.
    """
    close_old_connections()
    request = _request(cookies)
    if (
        not isinstance(request.user, Account)
        or sessions.is_over(request)
        or identity.lacks_second_factor(request)
    ):
        raise NotSignedIn
    if not 0 < len(topics) <= MOST_TOPICS:
        raise NotOpen
    actor = identity.actor_for(request.user)
    with scope(actor, "config.listen"):
        if not all(_is_open(actor, topic) for topic in topics):
            raise NotOpen
    return Listener(str(request.user.id), frozenset(topics))


def _request(cookies: str) -> HttpRequest:
    request = HttpRequest()
    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(_session_key(cookies))
    request.user = get_user(request)
    return request


def _session_key(cookies: str) -> str | None:
    try:
        found = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    return found.value if found else None


def _is_open(actor: Actor, topic: str) -> bool:
    kind, _, name = topic.partition("-")
    if topic in NAMED:
        return NAMED[topic](actor)
    try:
        return kind == "patient" and _may_follow(actor, UUID(name))
    except ValueError:
        return False


def _may_follow(actor: Actor, person_id: UUID) -> bool:
    """Those who may see any shelf of the record: the topic tells that something in it changed, not what."""
    if not relations.subjects_of(person_id):
        return False
    return bool(actor.shelves or relations.reaches(actor, person_id))


NAMED: dict[str, Callable[[Actor], bool]] = {
    "privacy-review": lambda actor: actor.has(Permission.REVIEW_BREAK_GLASS),
}
