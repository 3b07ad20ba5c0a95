"""Which function answers which address and method."""

import hashlib
from collections.abc import Callable
from typing import Generic, TypeVar

from django.http import HttpRequest

from florence.fhir import presenting
from florence.fhir.capability import capability_statement
from florence.fhir.exchange import reading, transactions, writing
from florence.fhir.interactions import Answer, Served, Server
from florence.fhir.issues import Invalid, Issue
from florence.fhir.parsing import serialise
from florence.fhir.web import bodies, pages
from florence.fhir.web.answers import endpoint

ContextT = TypeVar("ContextT")
LONGEST_KEY = 255


class Endpoints(Generic[ContextT]):
    """The views of one FHIR server."""

    def __init__(self, server: Server[ContextT]) -> None:
        self._server = server
        self.metadata = endpoint(GET=self._metadata)
        self.base = endpoint(POST=self._process)
        self.type = endpoint(GET=self._search, POST=self._create)
        self.search = endpoint(GET=self._search, POST=self._search_by_form)
        self.instance = endpoint(GET=self._read, PUT=self._update, DELETE=self._delete)
        self.history = endpoint(GET=self._history)
        self.version = endpoint(GET=self._read_version)
        everything = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), self._unknown)
        self.unknown = endpoint(**everything)

    def _served(self, request: HttpRequest) -> Served[ContextT]:
        server = self._server
        return Served(server, server.context(request), server.base(request))

    def _metadata(self, request: HttpRequest) -> Answer:
        table = {
            kind: owner.names for kind in self._server.kinds() if (owner := self._server.interactions(kind))
        }
        base, token = self._server.base(request), self._server.token_address(request)
        return Answer(200, capability_statement(table, base, token))

    def _process(self, request: HttpRequest) -> Answer:
        served = self._served(request)
        bundle = bodies.read_resource(request)
        return self._once(served, request, bundle, lambda: transactions.process(served, bundle))

    def _create(self, request: HttpRequest, kind: str) -> Answer:
        served = self._served(request)
        resource = bodies.read_resource(request)
        if_none_exist = request.headers.get("If-None-Exist", "")
        return self._once(
            served, request, resource, lambda: writing.create(served, kind, resource, if_none_exist)
        )

    def _update(self, request: HttpRequest, kind: str, identity: str) -> Answer:
        served = self._served(request)
        resource = bodies.read_resource(request)
        if_match = request.headers.get("If-Match", "")
        return self._once(
            served, request, resource, lambda: writing.update(served, kind, identity, resource, if_match)
        )

    def _delete(self, request: HttpRequest, kind: str, identity: str) -> Answer:
        return writing.delete(self._served(request), kind, identity)

    def _read(self, request: HttpRequest, kind: str, identity: str) -> Answer:
        return reading.read(self._served(request), kind, identity, request.headers.get("If-None-Match", ""))

    def _read_version(self, request: HttpRequest, kind: str, identity: str, version: str) -> Answer:
        return reading.read_version(self._served(request), kind, identity, version)

    def _history(self, request: HttpRequest, kind: str, identity: str) -> Answer:
        return reading.history(self._served(request), kind, identity, bodies.read_query(request))

    def _search(self, request: HttpRequest, kind: str) -> Answer:
        served = self._served(request)
        parameters = bodies.read_query(request)
        sealed = next((value for name, value in parameters if name == "_page"), "")
        if sealed:
            return self._private_search(served, kind, pages.unseal(kind, sealed))
        return reading.search(served, kind, parameters)

    def _search_by_form(self, request: HttpRequest, kind: str) -> Answer:
        return self._private_search(self._served(request), kind, bodies.read_form(request))

    def _private_search(self, served: Served[ContextT], kind: str, parameters: bodies.Parameters) -> Answer:
        """Search without writing what was asked into any address."""
        page = reading.find(served, kind, parameters)
        own = [pair for pair in parameters if pair[0] != "_cursor"]
        sealed = pages.seal(kind, [*own, ("_cursor", page.cursor)]) if page.cursor else ""
        further = presenting.address(served.base, kind, [("_page", sealed)])
        return Answer(200, presenting.searchset(served.base, f"{kind}/_search", [], page, further))

    def _unknown(self, request: HttpRequest) -> Answer:
        self._served(request)
        raise Invalid([Issue("", "not-found", "this server has no such address")], 404)

    def _once(
        self,
        served: Served[ContextT],
        request: HttpRequest,
        resource: dict[str, object],
        work: Callable[[], Answer],
    ) -> Answer:
        """Carry out a write, under an Idempotency-Key at most once."""
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return work()
        if len(key) > LONGEST_KEY:
            raise Invalid([Issue("", "too-long", f"an Idempotency-Key has at most {LONGEST_KEY} characters")])
        return self._server.once(served.context, key, _digest(request, resource), work)


def _digest(request: HttpRequest, resource: dict[str, object]) -> str:
    parts = f"{request.method} {request.path} {request.headers.get('If-None-Exist', '')}".encode()
    return hashlib.sha256(parts + b"\n" + serialise(resource)).hexdigest()
