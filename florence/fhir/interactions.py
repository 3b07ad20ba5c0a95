"""What the generic endpoints ask of whoever stores the resources.

`config/fhir.py` gives one `Server`. The endpoints decide nothing about access: each call carries the caller's
context, made by the server from the request, and the callee refuses (django.core.exceptions.PermissionDenied,
its text is shown), hides (None, or leaving out) and records the access.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from django.http import HttpRequest

from florence.fhir.search import Query

ContextT = TypeVar("ContextT")
AskerT_contra = TypeVar("AskerT_contra", contravariant=True)
ResultT = TypeVar("ResultT")
Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of a resource as it leaves the store; the endpoints put id and meta into the resource."""

    kind: str
    id: UUID
    version: int
    updated: datetime
    resource: Resource
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search: matches in order, what _include
    and _revinclude add, and where the next page begins.

    total counts all matches the caller may see, None when it was not counted; cursor is "" on the last page.
    """

    matches: Sequence[Stored]
    included: Sequence[Stored] = ()
    total: int | None = None
    cursor: str = ""


class VersionConflict(Exception):
    """If-Match named another version than the present one: answered with 412."""


class Interactions(Protocol[AskerT_contra]):
    """The reads and writes of one resource type. A call outside `names` is never made."""

    @property
    def names(self) -> frozenset[str]:
        """What is offered, of: read vread history-instance search-type create update delete."""

    def read(self, context: AskerT_contra, kind: str, identity: UUID) -> Stored | None:
        """Return the present version, deleted ones too; None when there is none that this caller may know of."""

    def read_version(self, context: AskerT_contra, kind: str, identity: UUID, version: int) -> Stored | None:
        """Return one version, None as in read."""

    def history(self, context: AskerT_contra, kind: str, identity: UUID, count: int) -> Sequence[Stored]:
        """Return the last versions, the newest first; empty when there is nothing the caller may know of."""

    def search(self, context: AskerT_contra, query: Query) -> Page:
        """Return a page of what the caller may see; raises Invalid for what this type cannot search by."""

    def create(
        self, context: AskerT_contra, kind: str, resource: Resource, identity: UUID | None = None
    ) -> Stored:
        """Store a validated resource under a new id, or the one reserved for it by a transaction.

        Raises Invalid for broken references (400) and for refusals by the rules of the hospital (422).
        """

    def update(
        self, context: AskerT_contra, kind: str, identity: UUID, resource: Resource, version: int | None
    ) -> Stored:
        """Store a new version of an existing resource; with `version` only if that is the present one.

        Raises VersionConflict, Invalid as create does, and LookupError when there is none to update.
        """

    def delete(self, context: AskerT_contra, kind: str, identity: UUID) -> Stored | None:
        """Mark as deleted and return the new version, None when there is nothing to delete."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply before it becomes HTTP: status, resource if any, headers, and when what it shows was changed."""

    status: int
    resource: Resource | None = None
    headers: tuple[tuple[str, str], ...] = ()
    updated: str = ""


class Server(Protocol[ContextT]):
    """All that one FHIR endpoint serves."""

    def context(self, request: HttpRequest) -> ContextT:
        """Return who asks and with which rights; raises PermissionDenied or `Unauthenticated`."""

    def interactions(self, kind: str) -> Interactions[ContextT] | None:
        """Return the owner of a type, None when no one has it."""

    def kinds(self) -> Sequence[str]:
        """Return the types that have an owner, in alphabetical order."""

    def base(self, request: HttpRequest) -> str:
        """Return the address of this FHIR server as the outside sees it, without a slash at the end."""

    def token_address(self, request: HttpRequest) -> str:
        """Return where other programs get their access tokens."""

    def new_id(self) -> UUID:
        """Return an id to be given to `create` later."""

    def in_transaction(
        self, context: ContextT, work: Callable[[], ResultT], coming: frozenset[str]
    ) -> ResultT:
        """Run work so that all its writes are kept together, or none when it raises.

        coming names the resources (Type/id) that work is about to create:
        references to them are not broken, even while they are not there yet.
        """

    def once(self, context: ContextT, key: str, digest: str, work: Callable[[], Answer]) -> Answer:
        """Run work once for an Idempotency-Key of this caller;
        a repetition gets the answer kept from the first.

        The digest stands for method, path and body: raises `KeyReused` when the key came with another.
        """


class Unauthenticated(Exception):
    """Nobody is logged in, or the token is not valid: answered with 401."""


class KeyReused(Exception):
    """An Idempotency-Key came again with a different request: answered with 422."""


@dataclass(frozen=True, slots=True)
class Served(Generic[ContextT]):
    """A server together with one caller: what the endpoints hand around during one request."""

    server: Server[ContextT]
    context: ContextT
    base: str
