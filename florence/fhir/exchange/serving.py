"""What every interaction begins with: the owner of the type, the id, and the answer for one stored resource."""

from typing import TypeVar
from uuid import UUID

from florence.fhir.interactions import Answer, Interactions, Served, Stored
from florence.fhir.issues import Invalid, Issue
from florence.fhir.presenting import etag, instant, present
from florence.fhir.search import as_uuid

ContextT = TypeVar("ContextT")


def owner_of(served: Served[ContextT], kind: str, name: str) -> Interactions[ContextT]:
    """Return the owner of a type that offers the interaction; raises Invalid with 404 or 405 otherwise."""
    owner = served.server.interactions(kind)
    if owner is None:
        raise Invalid([Issue("", "not-supported", "this server has no resources of this type")], 404)
    if name not in owner.names:
        raise Invalid([Issue("", "not-supported", f"this server does not offer {name} for {kind}")], 405)
    return owner


def identity_of(kind: str, text: str) -> UUID:
    """Return an id of this server; raises Invalid with 404 for one that it cannot have given."""
    found = as_uuid(text)
    if found is None:
        raise not_found(kind)
    return found


def not_found(kind: str) -> Invalid:
    """Return the refusal for what is not there, or not there for this caller: nobody can tell which."""
    return Invalid([Issue("", "not-found", f"there is no such {kind}")], 404)


def one(served: Served[ContextT], stored: Stored, status: int = 200) -> Answer:
    """Return the answer that shows one version of a resource."""
    headers = [("ETag", etag(stored.version))]
    if status == 201:
        place = f"{served.base}/{stored.kind}/{stored.id}/_history/{stored.version}"
        headers.append(("Location", place))
    return Answer(status, present(stored), tuple(headers), instant(stored.updated))
