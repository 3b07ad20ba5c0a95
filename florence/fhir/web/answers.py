"""Answers as HTTP responses, and what the caller wants to receive."""

import logging
from collections.abc import Callable
from typing import Any
from wsgiref.handlers import format_date_time

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime

from florence.fhir import faults, parsing
from florence.fhir.interactions import Answer
from florence.fhir.issues import Invalid, Issue
from florence.fhir.outcomes import information
from florence.fhir.search_controls import FORMATS

CONTENT_TYPE = "application/fhir+json; charset=utf-8"
ACCEPTED = (*FORMATS, "*/*", "application/*")
View = Callable[..., HttpResponse]
Work = Callable[..., Answer]

log = logging.getLogger(__name__)


def endpoint(**methods: Work) -> View:
    """Return a view that hands each HTTP method to its
    function and turns every fault into an OperationOutcome.
    """

    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        work = methods.get("GET" if request.method == "HEAD" else str(request.method))
        if work is None:
            return respond(_not_offered(methods))
        response = respond(answer_of(request, work, parts))
        if request.method == "HEAD":
            response.content = b""
        return response

    # Other programs authenticate each request by a token;
    # there is no cookie that a foreign page could ride on.
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def answer_of(request: HttpRequest, work: Work, parts: dict[str, str]) -> Answer:
    """Return the answer of a function, or that to the fault it raises."""
    try:
        check_acceptable(request)
        return prefer(request, work(request, **parts))
    except faults.FAULTS as fault:
        return faults.answer_for(fault)
    except Exception as error:  # noqa: BLE001  whatever it is, the caller gets an outcome and no detail of ours
        log.error("FHIR request failed: %s", type(error).__name__)
        return faults.refusal(500, "exception", "something went wrong on this server; nothing was written")


def respond(answer: Answer) -> HttpResponse:
    """Return the HTTP response for an answer."""
    body = b"" if answer.resource is None else parsing.serialise(answer.resource)
    response = HttpResponse(body, status=answer.status, content_type=CONTENT_TYPE)
    for name, value in answer.headers:
        response[name] = value
    moment = parse_datetime(answer.updated) if answer.updated else None
    if moment:
        response["Last-Modified"] = format_date_time(moment.timestamp())
    response["Cache-Control"] = "no-store"
    return response


def check_acceptable(request: HttpRequest) -> None:
    """Refuse (406) a caller who takes no JSON; _format in the address counts before the Accept header."""
    wanted = request.GET.get("_format") or request.headers.get("Accept") or "*/*"
    kinds = [part.partition(";")[0].strip().replace(" ", "+") for part in wanted.split(",")]
    if not any(kind in ACCEPTED for kind in kinds):
        raise Invalid([Issue("", "not-supported", "this server answers in application/fhir+json only")], 406)


def prefer(request: HttpRequest, answer: Answer) -> Answer:
    """Give as much back of a written resource as the Prefer header asks for."""
    if request.method not in ("POST", "PUT") or "ETag" not in dict(answer.headers):
        return answer
    wanted = request.headers.get("Prefer", "")
    if "return=minimal" in wanted:
        return Answer(answer.status, None, answer.headers, answer.updated)
    if "return=OperationOutcome" in wanted:
        outcome = information("stored as it was sent")
        return Answer(answer.status, outcome, answer.headers, answer.updated)
    return answer


def _not_offered(methods: dict[str, Any]) -> Answer:
    allowed = ", ".join(methods)
    return faults.refusal(405, "not-supported", f"this address takes {allowed}", (("Allow", allowed),))
