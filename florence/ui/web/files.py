"""Handing out a file that somebody sent."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def file_answer(data: bytes, content_type: str, name: str) -> HttpResponse:
    """An answer that gives a file: never shown as a page, and unable to run anything.

    The other headers of every answer forbid keeping it on the way, and guessing another type.
    """
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
