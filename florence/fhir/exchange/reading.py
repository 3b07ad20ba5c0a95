"""Interactions that read: read, vread, history, search."""

from collections.abc import Sequence
from typing import TypeVar

from florence.fhir import search as grammar
from florence.fhir.exchange.serving import identity_of, not_found, one, owner_of
from florence.fhir.interactions import Answer, Page, Served
from florence.fhir.issues import Invalid, Issue
from florence.fhir.presenting import etag, history_bundle, searchset

ContextT = TypeVar("ContextT")
Parameters = Sequence[tuple[str, str]]
LONGEST_HISTORY = 500


def read(served: Served[ContextT], kind: str, identity: str, if_none_match: str = "") -> Answer:
    """Answer with the present version: 200, 304 when the caller has it, 410 when it was deleted, else 404."""
    owner = owner_of(served, kind, "read")
    stored = owner.read(served.context, kind, identity_of(kind, identity))
    if stored is None:
        raise not_found(kind)
    if stored.deleted:
        raise Invalid([Issue("", "deleted", f"this {kind} was deleted")], 410)
    if if_none_match and if_none_match == etag(stored.version):
        return Answer(304, None, (("ETag", etag(stored.version)),))
    return one(served, stored)


def read_version(served: Served[ContextT], kind: str, identity: str, version: str) -> Answer:
    """Answer with one version: 200, 410 when that version is the deletion, else 404."""
    owner = owner_of(served, kind, "vread")
    if not version.isdecimal() or len(version) > 9:
        raise not_found(kind)
    stored = owner.read_version(served.context, kind, identity_of(kind, identity), int(version))
    if stored is None:
        raise not_found(kind)
    if stored.deleted:
        raise Invalid([Issue("", "deleted", f"this {kind} was deleted with this version")], 410)
    return one(served, stored)


def history(served: Served[ContextT], kind: str, identity: str, parameters: Parameters = ()) -> Answer:
    """Answer with the versions of a resource, the newest first."""
    owner = owner_of(served, kind, "history-instance")
    count = grammar.parse(kind, parameters).controls.count if parameters else LONGEST_HISTORY
    versions = owner.history(served.context, kind, identity_of(kind, identity), count)
    if not versions:
        raise not_found(kind)
    return Answer(200, history_bundle(served.base, versions))


def search(served: Served[ContextT], kind: str, parameters: Parameters) -> Answer:
    """Answer with a page of what meets the parameters."""
    return Answer(200, searchset(served.base, kind, parameters, find(served, kind, parameters)))


def find(served: Served[ContextT], kind: str, parameters: Parameters) -> Page:
    """Return a page of what meets the parameters; raises Invalid for those not understood."""
    owner = owner_of(served, kind, "search-type")
    return owner.search(served.context, grammar.parse(kind, parameters, served.base))
