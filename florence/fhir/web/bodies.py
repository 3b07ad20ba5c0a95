"""Bodies and parameters of requests, read within limits."""

from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest

from florence.fhir import parsing
from florence.fhir.issues import Invalid, Issue

JSON_TYPES = ("application/fhir+json", "application/json", "text/json")
FORM_TYPE = "application/x-www-form-urlencoded"
LARGEST_FORM = 1024 * 1024
Parameters = list[tuple[str, str]]


def read_resource(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object of the body; raises Invalid with 415, 413 or 400."""
    if request.content_type not in JSON_TYPES:
        raise Invalid([Issue("", "not-supported", f"send the body as {JSON_TYPES[0]}")], 415)
    return parsing.parse(read_body(request, parsing.LARGEST_BODY))


def read_form(request: HttpRequest) -> Parameters:
    """Return the search parameters of the address and of a form in the body."""
    parameters = read_query(request)
    if request.method == "POST":
        if request.content_type != FORM_TYPE:
            raise Invalid([Issue("", "not-supported", f"send search parameters as {FORM_TYPE}")], 415)
        parameters += _pairs(read_body(request, LARGEST_FORM))
    return parameters


def read_query(request: HttpRequest) -> Parameters:
    """Return the parameters in the address."""
    return _pairs(request.META.get("QUERY_STRING", "").encode())


def read_body(request: HttpRequest, limit: int) -> bytes:
    """Return the body; raises Invalid (413) as soon as it is known to be longer than the limit, before reading it."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Invalid([Issue("", "not-supported", "send the body without Content-Encoding")], 415)
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.strip('"').lower() not in ("utf-8", "utf8"):
        raise Invalid([Issue("", "not-supported", "send the body in UTF-8")], 415)
    announced = request.headers.get("Content-Length") or "0"
    if (announced.isdecimal() and int(announced) > limit) or len(body := _read(request, limit)) > limit:
        raise Invalid([Issue("", "too-long", f"the body is longer than {limit} bytes")], 413)
    return body


def _read(request: HttpRequest, limit: int) -> bytes:
    body: bytes = request.read(limit + 1)
    return body


def _pairs(text: bytes) -> Parameters:
    try:
        return parse_qsl(text.decode(), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError:
        message = "the search parameters are not UTF-8 text, or there are too many"
        raise Invalid([Issue("", "value", message)]) from None
