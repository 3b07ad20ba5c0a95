"""Who asks over FHIR: the actor behind an access token, and how far its scopes go."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from florence.fhir.interactions import Unauthenticated
from florence.foundation import clock
from florence.interchange import scopes
from florence.records.policies import Permission
from florence.security.actors import POPULATION, Actor
from florence.security.actors import SYSTEM as SYSTEM_REACH
from florence.security.models import Account, Relation
from florence.security.scope import scope
from florence.security.web.identity import actor_for

SYSTEM, USER, PATIENT = "system", "user", "patient"


@dataclass
class Caller:
    """One request's asker. `persons` narrows everything to the records of these persons, when there are any.

    `coming` names what the request is about to create; `touched` gathers the subjects it has shown or changed,
    `done` the interactions (types with letters of cruds) that it was admitted to.
    """

    actor: Actor
    scopes: tuple[scopes.Scope, ...]
    contexts: tuple[str, ...]
    persons: tuple[UUID, ...] = ()
    coming: frozenset[str] = frozenset()
    touched: set[UUID] = field(default_factory=set)
    done: set[tuple[str, str]] = field(default_factory=set)
    count: int = 0
    query_hash: int | None = None

    def is_granted(self, kind: str, letter: str) -> bool:
        """Whether the token covers an interaction (a letter of cruds) with a type."""
        return scopes.allows(self.scopes, self.contexts, kind, letter)

    def disclose(self, subject_ids: Iterable[UUID | None]) -> None:
        """Note whose records an answer holds."""
        self.touched.update(each for each in subject_ids if each is not None)


class Token(NamedTuple):
    """An access token, and the registered client that it was given to, if it stands for no person."""

    expires: datetime
    scope: str
    user_id: UUID | None
    account_id: UUID
    display_name: str
    is_active: bool | None
    level: int
    categories: list[str]


def caller_of(request: HttpRequest) -> Caller:
    """The caller that the bearer token of a request stands for; raises Unauthenticated."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text:
        raise Unauthenticated
    token = _valid_token(text.strip())
    if token is None:
        raise Unauthenticated
    caller = caller_for(token)
    route = request.resolver_match.view_name if request.resolver_match else ""
    caller.actor = caller.actor.during(
        request_id=getattr(request, "request_id", ""), route=route, place=caller.actor.place
    )
    return caller


def caller_for(token: Token) -> Caller:
    """The caller that a valid token stands for; raises Unauthenticated when its account or client is no more."""
    granted = scopes.parse_all(token.scope.split())
    if token.user_id is not None:
        return _person(Account.objects.get(id=token.user_id), granted)
    if not token.is_active:
        raise Unauthenticated
    return Caller(client_actor(token), granted, (SYSTEM,))


def client_actor(token: Token) -> Actor:
    """The actor that a registered client is: it reaches every record, as deep as its registration says."""
    return Actor(
        id=token.account_id,
        kind="client",
        display=token.display_name,
        parties=frozenset([token.account_id]),
        permissions=frozenset([Permission.EXCHANGE_RECORDS]),
        reach=POPULATION,
        level=token.level,
        categories=frozenset(token.categories),
    )


def _person(account: Account, granted: tuple[scopes.Scope, ...]) -> Caller:
    if not account.is_active:
        raise Unauthenticated
    actor = actor_for(account)
    if not any(scope.context == PATIENT for scope in granted):
        return Caller(actor, granted, (USER,))
    return Caller(actor, granted, (PATIENT,), persons=_own_persons(actor, account.id))


def _own_persons(actor: Actor, account_id: UUID) -> tuple[UUID, ...]:
    """The person that the account itself is; without one the token reaches nobody."""
    now = clock.now()
    with scope(actor, "fhir.token"):
        own = Relation.objects.filter(
            party_id=account_id, source=Relation.Source.OWN_RECORD, starts_at__lte=now, ends_at__gt=now
        )
        return tuple(own.values_list("person_id", flat=True)) or (UUID(int=0),)


# Asked with every request, so in one statement and without Django's models, which would cost a millisecond more.
_BY_CHECKSUM = """
SELECT t.expires, t.scope, t.user_id, c.account_id, a.display_name, a.is_active, c.level, c.categories
FROM oauth2_provider_accesstoken t
LEFT JOIN interchange_registeredclient c ON c.application_id = t.application_id
LEFT JOIN security_account a ON a.id = c.account_id
WHERE t.token_checksum = %s
"""


def _valid_token(text: str) -> Token | None:
    checksum = hashlib.sha256(text.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_BY_CHECKSUM, [checksum])
        found = cursor.fetchone()
    if found is None:
        return None
    token = Token(*found)
    return token if token.expires > timezone.now() else None


def relations_to(actor: Actor, subject_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """By what the actor reaches each of some subjects, for the log."""
    ids = list(subject_ids)
    if actor.reach in (POPULATION, SYSTEM_REACH):
        return dict.fromkeys(ids, actor.reach)
    now = clock.now()
    found = Relation.objects.filter(
        party_id__in=actor.parties, subject_id__in=ids, starts_at__lte=now, ends_at__gt=now
    ).values_list("subject_id", "source")
    return dict.fromkeys(ids, "list") | {subject_id: str(source) for subject_id, source in found}
