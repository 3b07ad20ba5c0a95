"""What happens to every request and every answer, whatever the page."""

import logging
import re
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.foundation.identifiers import new_id
from florence.ui.web import errors

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'; worker-src 'self'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
LONGEST_BODY = 26_000_000
# Other programs get an OperationOutcome, with a limit of their own, by the addresses of FHIR themselves.
ANSWERS_BY_ITSELF = "/fhir"

_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdFilter(logging.Filter):
    """Gives every line of the log the id of its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True


class FaultFormatter(logging.Formatter):
    """Says of a fault what kind it was and where it happened, never its message: that may hold words of a record."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's name
        lines = []
        fault = ei[1]
        while fault is not None:
            lines.append(f"{type(fault).__module__}.{type(fault).__qualname__}")
            steps = traceback.extract_tb(fault.__traceback__)
            lines += [f"  {step.filename}:{step.lineno} {step.name}" for step in steps]
            fault = fault.__cause__ or fault.__context__
        return "\n".join(lines)


def request_identity(get_response: Answer) -> Answer:
    """Name every request; the name is in the log, in the access event and in the X-Request-Id of the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        name = given if _GIVEN_ID.fullmatch(given) else str(new_id())
        request.request_id = name  # type: ignore[attr-defined]
        request.began_at = clock.now()  # type: ignore[attr-defined]
        token = _request_id.set(name)
        try:
            response = get_response(request)
        finally:
            _request_id.reset(token)
        response["X-Request-Id"] = name
        return response

    return middleware


def account_language(get_response: Answer) -> Answer:
    """Speak the language of the account; before signing in, that of the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
        return get_response(request)

    return middleware


def safe_headers(get_response: Answer) -> Answer:
    """Put the content policy on every answer, and forbid keeping any answer that is not a static file."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response

    return middleware


def request_limits(get_response: Answer) -> Answer:
    """Refuse a body that is longer than its address allows before anything reads it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ANSWERS_BY_ITSELF) and _length_of(request) > LONGEST_BODY:
            return _too_long(request)
        return get_response(request)

    return middleware


def _too_long(request: HttpRequest) -> HttpResponse:
    words = _("What was sent is larger than the %(size)d MB allowed here.") % {
        "size": LONGEST_BODY // 1_000_000
    }
    return errors.too_long(request, words)


def _length_of(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if str(given).isdigit() else 0
