"""Error pages in both faces: what happened, what to do, and a reference number that support can look up.

They read no database and no session, so that they still answer when those are the fault.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from florence.foundation.outages import Outage, outage_behind, outage_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PORTAL_PREFIX = "/my/"
# Where programs get their tokens: they read the form of RFC 6749, section 5.2, and no page.
PROGRAMS_PREFIX = "/oauth/"
ERRORS_OF_PROGRAMS = {
    400: "invalid_request",
    413: "invalid_request",
    500: "server_error",
    503: "temporarily_unavailable",
}
# What is typed there are passwords, codes and secrets: they are never sent back.
CREDENTIALS_PREFIXES = ("/accounts/", PROGRAMS_PREFIX)
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class ErrorWords:
    """Title, sentence and next step of one error page; the portal may have a plainer sentence."""

    title: StrPromise
    staff: StrPromise
    patient: StrPromise


WORDS: dict[int, ErrorWords] = {
    400: ErrorWords(
        _("We could not read that request"),
        _("The address or the form was not complete. Go back, reload the page and try again."),
        _("Something in the address or the form was missing. Go back and try again."),
    ),
    403: ErrorWords(
        _("You may not open this"),
        _("Your role does not include this page, or you have no reason on record to see this patient. "
          "Ask your team lead for the right, or the privacy office if you think you should have it."),
        _("This page belongs to someone else, or is not open to you. "
          "If you think that is wrong, ask the hospital."),
    ),
    404: ErrorWords(
        _("There is no such page"),
        _("The address is wrong or the page has moved. Use the search box or the navigation to find it."),
        _("The address is wrong or the page has moved. Start again from your first page."),
    ),
    410: ErrorWords(
        _("This page is no longer here"),
        _("It was removed or its link has run out. "
          "Look for the newer version, or ask the person who sent you the link."),
        _("It was removed or the link has run out. Ask the hospital for a new link."),
    ),
    413: ErrorWords(
        _("That was too much at once"),
        _("Nothing was saved. Go back and send it in smaller parts."),
        _("Nothing was saved. Go back and send it in smaller parts."),
    ),
    500: ErrorWords(
        _("Florence had a fault"),
        _("Nothing you entered on this page was saved just now; drafts are kept. Try again in a minute. "
          "If it happens again, tell support the reference below."),
        _("It is not your mistake. Try again in a minute. "
          "If it happens again, tell the hospital the reference below."),
    ),
    503: ErrorWords(
        _("Florence is being restarted"),
        _("Try again in a minute. For urgent care use the downtime forms on the ward."),
        _("Try again in a few minutes. If you need help now, call the hospital. "
          "In an emergency, call the emergency number."),
    ),
}  # fmt: skip

OUTAGES: dict[Outage, ErrorWords] = {
    Outage.AWAY: WORDS[503],
    Outage.FULL: ErrorWords(
        _("Florence can't save anything now"),
        _("The disk of the server is full, so nothing was saved. Records can still be read. "
          "Tell support, and use the downtime forms on the ward until it is mended."),
        _("The server has no room left, so nothing was saved. What is there can still be read. "
          "Try again later, or call the hospital."),
    ),
    Outage.BUSY: ErrorWords(
        _("Florence is very busy"),
        _("This was not saved. Try again in a few seconds."),
        _("This was not saved. Try again in a few seconds."),
    ),
}  # fmt: skip


def error_page(
    request: HttpRequest,
    status: int,
    *,
    words: ErrorWords | None = None,
    reason: str = "",
    typed: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """The page for an error status, in the face that the request was made in.

    `reason` says more than the words of the status; `typed` is a form that a button sends once more.
    A program that asked for a token gets an answer for programs instead.
    """
    if request.path.startswith(PROGRAMS_PREFIX) and status in ERRORS_OF_PROGRAMS:
        return JsonResponse({"error": ERRORS_OF_PROGRAMS[status]}, status=status)
    is_portal = is_portal_request(request)
    words = words or WORDS[status]
    context = {
        "status": status,
        "title": words.title,
        "sentence": words.patient if is_portal else words.staff,
        "is_portal": is_portal,
        "home_url": PORTAL_PREFIX if is_portal else "/",
        "reference": getattr(request, "request_id", ""),
        "reason": reason,
        "typed": typed,
        "address": request.get_full_path() if typed else "",
    }
    # Without the request: context processors may need what has just failed.
    return HttpResponse(render_to_string("ui/error.html", context), status=status)


def is_portal_request(request: HttpRequest) -> bool:
    """Whether a request belongs to the patients' face."""
    return request.path.startswith(PORTAL_PREFIX)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """``handler400``; a session that could not be kept because the database went away is no bad request."""
    outage = outage_behind(exception)
    if outage is not None:
        return unavailable(request, outage)
    too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return error_page(request, 413 if too_much else 400)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """``handler403``: the rights that are missing are said by the rule that refused, when it knows them."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """``handler404``."""
    return error_page(request, 404)


def gone(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For addresses that are known to have ended."""
    return error_page(request, 410)


def fault(request: HttpRequest) -> HttpResponse:
    """``handler500``: a database that is away, full or too busy is told as what it is, and to try again."""
    outage = outage_of(sys.exception())
    return error_page(request, 500) if outage is None else unavailable(request, outage)


def unavailable(request: HttpRequest, outage: Outage = Outage.AWAY) -> HttpResponse:
    """For the time while nothing can be read or saved: what was typed stays in the page, to be sent once more."""
    response = error_page(request, 503, words=OUTAGES[outage], typed=_typed_in(request))
    response["Retry-After"] = str(outage.value)
    return response


def too_long(request: HttpRequest, reason: str) -> HttpResponse:
    """For a body that is longer than its address takes."""
    return error_page(request, 413, reason=reason)


def _typed_in(request: HttpRequest) -> list[tuple[str, str]] | None:
    """The fields of a form that was sent from a page of ours, as they were sent; None when there is none to keep."""
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    is_form = request.method == "POST" and request.content_type == FORM_TYPE
    if not is_ours or not is_form or request.path.startswith(CREDENTIALS_PREFIXES):
        return None
    try:
        return [(name, value) for name, values in request.POST.lists() for value in values]
    except (RequestDataTooBig, TooManyFieldsSent, OSError):
        return None
