"""Error pages in both faces: what happened, what to do, and a reference number that support can look up.

They read no database and no session, so that they still answer when those are the fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PORTAL_PREFIX = "/my/"


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


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """The page for an error status, in the face that the request was made in."""
    is_portal = is_portal_request(request)
    words = WORDS[status]
    context = {
        "status": status,
        "title": words.title,
        "sentence": words.patient if is_portal else words.staff,
        "is_portal": is_portal,
        "home_url": PORTAL_PREFIX if is_portal else "/",
        "reference": getattr(request, "request_id", ""),
    }
    # Without the request: context processors may need what has just failed.
    return HttpResponse(render_to_string("ui/error.html", context), status=status)


def is_portal_request(request: HttpRequest) -> bool:
    """Whether a request belongs to the patients' face."""
    return request.path.startswith(PORTAL_PREFIX)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """``handler400``."""
    return error_page(request, 400)


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
    """``handler500``."""
    return error_page(request, 500)


def unavailable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For the time while the database is away or being upgraded."""
    return error_page(request, 503)
