"""A server that keeps everything in memory, and requests to its endpoints."""

from typing import Any

import orjson
import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import ResolverMatch, URLResolver
from django.urls.resolvers import RegexPattern

from florence.fhir.tests.memory_server import MemoryServer
from florence.fhir.tests.sending import FHIR, Reply, Send
from florence.fhir.web import urls


@pytest.fixture
def server() -> MemoryServer:
    return MemoryServer()


@pytest.fixture
def send(server: MemoryServer) -> Send:
    patterns = urls.patterns(server, lambda view, name: view)
    resolver = URLResolver(RegexPattern(r"^/"), patterns)

    def send(method: str, path: str, body: Any = b"", who: str = "may", **headers: str) -> Reply:
        data = body if isinstance(body, bytes) else orjson.dumps(body)
        given = {name.replace("_", "-"): value for name, value in headers.items() if name != "content_type"}
        if who:
            given["Authorization"] = f"Bearer {who}"
        request: HttpRequest = RequestFactory().generic(
            method, path, data, content_type=headers.get("content_type", FHIR), headers=given
        )
        match: ResolverMatch = resolver.resolve(path.partition("?")[0])
        response = match.func(request, *match.args, **match.kwargs)
        return response, orjson.loads(response.content) if response.content else {}

    return send
