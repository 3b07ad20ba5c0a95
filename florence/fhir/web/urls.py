"""The addresses of a FHIR server."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.urls import URLPattern, re_path

from florence.fhir.interactions import Server
from florence.fhir.web.answers import View
from florence.fhir.web.endpoints import Endpoints

ContextT = TypeVar("ContextT")
KIND = r"(?P<kind>[A-Z][A-Za-z]{2,48})"
IDENTITY = r"(?P<identity>[A-Za-z0-9\-.]{1,64})"


def patterns(
    server: Server[ContextT], wrap: Callable[[View, str], Any], prefix: str = "fhir"
) -> list[URLPattern]:
    """Return the addresses below prefix. wrap(view, name)
    is called once for each, so that each gets its rule.
    """
    endpoints = Endpoints(server)
    table: list[tuple[str, str, View]] = [
        (r"/metadata", "metadata", endpoints.metadata),
        (r"/?", "base", endpoints.base),
        (rf"/{KIND}", "type", endpoints.type),
        (rf"/{KIND}/_search", "search", endpoints.search),
        (rf"/{KIND}/{IDENTITY}", "instance", endpoints.instance),
        (rf"/{KIND}/{IDENTITY}/_history", "history", endpoints.history),
        (rf"/{KIND}/{IDENTITY}/_history/(?P<version>[A-Za-z0-9\-.]{{1,64}})", "version", endpoints.version),
        (r"/.*", "unknown", endpoints.unknown),
    ]
    return [
        re_path(rf"^{prefix}{path}$", wrap(view, name), name=f"fhir_{name}") for path, name, view in table
    ]
