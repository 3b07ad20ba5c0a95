"""Where programs get their access tokens, as often as programs need them and no more.

Checking a secret is made slow on purpose, so that it can't be guessed; without a limit that slowness could be
used to keep the server busy.
"""

from typing import Any

from allauth.core import ratelimit
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.views import TokenView

from florence.foundation.outages import Outage, outage_of

ASKED, FAILED = "token", "token_failed"
AGAIN_AFTER_S = 60


class TokenAddress(TokenView):  # type: ignore[misc]  # the library has no types
    """The library's address, with limits of its own, and an answer for other programs when it can't be reached.

    The limits count by the address of whoever asks, never by the name of the program: somebody who only knows a
    name could else keep a laboratory from its tokens.
    """

    # The library's own exemption hangs on the method that is replaced here. A program has no cookie to misuse.
    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give a token; 429 beyond the limits, 503 while the database is away, both with Retry-After."""
        try:
            return self._limited(request)
        except (OperationalError, InterfaceError) as fault:
            outage = outage_of(fault) or Outage.AWAY
            return _refusal(503, "temporarily_unavailable", "The server cannot be used now.", outage.value)

    def _limited(self, request: HttpRequest) -> HttpResponse:
        is_allowed = ratelimit.consume(request, action=ASKED) and ratelimit.consume(
            request, action=FAILED, dry_run=True
        )
        if not is_allowed:
            return _refusal(429, "temporarily_unavailable", "Too many requests for tokens.", AGAIN_AFTER_S)
        response: HttpResponse = super().dispatch(request)
        if response.status_code in (400, 401):
            ratelimit.consume(request, action=FAILED)
        return response


def _refusal(status: int, error: str, words: str, again_after_s: int) -> JsonResponse:
    """An answer in the form of RFC 6749, section 5.2."""
    body = {"error": error, "error_description": f"{words} Try again after {again_after_s} seconds."}
    headers = {"Retry-After": str(again_after_s), "Cache-Control": "no-store"}
    return JsonResponse(body, status=status, headers=headers)
