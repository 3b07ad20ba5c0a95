"""Batches, whose entries stand each for themselves, and
transactions, which are kept as a whole or not at all.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied

from florence.fhir import bundles, references
from florence.fhir.bundles import Entry
from florence.fhir.exchange import reading, writing
from florence.fhir.exchange.serving import one
from florence.fhir.faults import answer_for
from florence.fhir.interactions import Answer, Served, VersionConflict
from florence.fhir.issues import Invalid, Issue
from florence.fhir.validation import validate

ContextT = TypeVar("ContextT")
Resource = dict[str, Any]


def process(served: Served[ContextT], bundle: Resource) -> Answer:
    """Carry out a Bundle of type batch or transaction; raises
    what its first failing entry raises if a transaction.
    """
    if bundle.get("resourceType") != "Bundle" or bundle.get("type") not in ("batch", "transaction"):
        message = "must be a Bundle of type batch or transaction when sent to the address of the server"
        raise Invalid([Issue("Bundle.type", "value", message)])
    if bundle["type"] == "batch":
        return _batch(served, bundle)
    issues = validate(bundle)
    if issues:
        raise Invalid(issues)
    return Answer(200, _Transaction(served, bundles.read_entries(bundle)).run())


def _batch(served: Served[ContextT], bundle: Resource) -> Answer:
    issues = validate({**bundle, "entry": [_without_resource(entry) for entry in bundle.get("entry", ())]})
    if issues:
        raise Invalid(issues)
    answers = [_attempt(partial(_carry_out, served, entry)) for entry in bundles.read_entries(bundle)]
    return Answer(200, bundles.response_bundle("batch-response", answers))


def _without_resource(entry: Resource) -> Resource:
    """Leave the resources for later: in a batch one that is not valid only fails its own entry."""
    return {key: value for key, value in entry.items() if key != "resource"} if type(entry) is dict else entry


def _attempt(work: Callable[[], Answer]) -> Answer:
    try:
        return work()
    except (Invalid, VersionConflict, PermissionDenied) as fault:
        return answer_for(fault)


def _carry_out(served: Served[ContextT], entry: Entry) -> Answer:
    match entry.method:
        case "GET":
            return _look_up(served, entry)
        case "DELETE":
            return writing.delete(served, entry.kind, entry.identity)
        case "PUT":
            return writing.update(served, entry.kind, entry.identity, entry.resource or {}, entry.if_match)
    return writing.create(served, entry.kind, entry.resource or {}, entry.if_none_exist)


def _look_up(served: Served[ContextT], entry: Entry) -> Answer:
    if entry.identity:
        return reading.read(served, entry.kind, entry.identity)
    return reading.search(served, entry.kind, entry.query)


class _Transaction(Generic[ContextT]):
    """One transaction: ids are reserved first, so that entries may refer to each other in any direction."""

    def __init__(self, served: Served[ContextT], entries: list[Entry]) -> None:
        bundles.check_identities(entries)
        self.served = served
        self.entries = entries
        self.reserved: dict[int, UUID] = {}
        self.answers: dict[int, Answer] = {}
        self.targets: dict[str, str] = {}

    def run(self) -> Resource:
        for entry in self.entries:
            if entry.method == "POST":
                self.reserved[entry.index] = self.served.server.new_id()
                self._name(entry, f"{entry.kind}/{self.reserved[entry.index]}")
        coming = frozenset(self.targets.values())
        return self.served.server.in_transaction(self.served.context, self._work, coming)

    def _name(self, entry: Entry, target: str) -> None:
        if entry.full_url:
            self.targets[entry.full_url] = target

    def _work(self) -> Resource:
        # The server may run this again after a deadlock: what the first attempt found counts no more.
        self.answers.clear()
        for entry in self.entries:
            self._find_existing(entry)
        self._find_conditional_references()
        for entry in bundles.in_order(self.entries):
            if entry.index not in self.answers:
                bundles.rewrite_references(entry, self.targets)
                self.answers[entry.index] = self._answer(entry)
        answers = [self.answers[entry.index] for entry in self.entries]
        return bundles.response_bundle("transaction-response", answers)

    def _find_existing(self, entry: Entry) -> None:
        if entry.method == "PUT":
            self._name(entry, f"{entry.kind}/{entry.identity}")
        if entry.method == "POST" and entry.if_none_exist:
            existing = writing.find_one(self.served, entry.kind, entry.if_none_exist)
            if existing:
                self._name(entry, f"{entry.kind}/{existing.id}")
                self.answers[entry.index] = one(self.served, existing)

    def _find_conditional_references(self) -> None:
        for reference, path in bundles.conditional_references(self.entries).items():
            kind, query = references.conditional(reference) or ("", "")
            found = writing.find_one(self.served, kind, query)
            if found is None:
                message = "has a conditional reference that finds nothing"
                raise Invalid([Issue(f"{path}.resource", "not-found", message)], 412)
            self.targets[reference] = f"{kind}/{found.id}"

    def _answer(self, entry: Entry) -> Answer:
        if entry.index in self.reserved:
            identity = self.reserved[entry.index]
            return writing.create_as(self.served, entry.kind, entry.resource or {}, identity)
        return _carry_out(self.served, entry)
