"""Handing out a file that somebody sent."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from florence.foundation.uploads import Busy, NotAccepted
from florence.ui.web.errors import ErrorWords, error_page

_NOT_SAFE = _(
    "It came from another program, and is damaged, locked or of another kind than it says. "
    "Ask for it where it was written."
)
_LATER = _("Other files are being checked just now. Try it again in a minute.")


def file_answer(data: bytes, content_type: str, name: str) -> HttpResponse:
    """An answer that gives a file: never shown as a page, and unable to run anything.

    The other headers of every answer forbid keeping it on the way, and guessing another type.
    """
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def file_refused(request: HttpRequest, refusal: NotAccepted) -> HttpResponse:
    """The page that says why a file of another program is not handed out, and what to do."""
    if isinstance(refusal, Busy):
        return error_page(request, 503, words=ErrorWords(_("Florence is very busy"), _LATER, _LATER))
    return error_page(
        request, 404, words=ErrorWords(_("This file can't be handed out"), _NOT_SAFE, _NOT_SAFE)
    )
