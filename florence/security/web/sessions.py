"""How long a session lasts: it ends by rest and by age, at the limits of its place.

Only what a person does counts as activity: a page opened, a form sent, or the signal that real keys, scrolling
or touch were seen. Fragments that a page fetches by itself never count, and are checked like anything else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.security.models import Account, PlaceLimit

Answer = Callable[[HttpRequest], HttpResponse]

BEGAN, SEEN = "began_at", "seen_at"
WRITE_EVERY = timedelta(seconds=30)
DEFAULT_IDLE, DEFAULT_ABSOLUTE = 15, 14


@dataclass(frozen=True)
class Limits:
    """The longest rest and the longest age of a session at a place."""

    idle: timedelta
    absolute: timedelta


def limits_at(place: str) -> Limits:
    """The limits of a place; an unknown place has those of an office."""
    known = cache.get_or_set(f"place-limit:{place}", lambda: _read_limits(place), 60)
    idle, absolute = known or (DEFAULT_IDLE, DEFAULT_ABSOLUTE)
    return Limits(timedelta(minutes=idle), timedelta(hours=absolute))


def _read_limits(place: str) -> tuple[int, int]:
    found = PlaceLimit.objects.filter(code=place).values_list("idle_minutes", "absolute_hours").first()
    return found or (DEFAULT_IDLE, DEFAULT_ABSOLUTE)


def session_limits(get_response: Answer) -> Answer:
    """End a session that is over its limits before any view runs; keep the time of the last real activity."""

    def middleware(request: HttpRequest) -> HttpResponse:
        account = request.user
        if not isinstance(account, Account):
            return get_response(request)
        if _is_over(request, limits_at(account.place)):
            return _ended(request)
        if is_activity(request):
            note_activity(request)
        return get_response(request)

    return middleware


def is_activity(request: HttpRequest) -> bool:
    """Whether the request shows that a person is there."""
    if request.method == "POST":
        return request.headers.get("X-Florence-Live") != "1"
    return request.headers.get("HX-Request") != "true" and request.headers.get("Sec-Fetch-Mode") != "cors"


def note_activity(request: HttpRequest) -> None:
    """Keep now as the time of the last activity, at most every half minute."""
    now = clock.now()
    request.session.setdefault(BEGAN, now.isoformat())
    seen = request.session.get(SEEN)
    if seen is None or now - datetime.fromisoformat(seen) >= WRITE_EVERY:
        request.session[SEEN] = now.isoformat()


def ends_at(request: HttpRequest, place: str) -> datetime:
    """When the session ends if nothing more is done."""
    limits = limits_at(place)
    began = datetime.fromisoformat(request.session.get(BEGAN) or clock.now().isoformat())
    seen = datetime.fromisoformat(request.session.get(SEEN) or clock.now().isoformat())
    return min(began + limits.absolute, seen + limits.idle)


def _is_over(request: HttpRequest, limits: Limits) -> bool:
    began, seen = request.session.get(BEGAN), request.session.get(SEEN)
    if began is None or seen is None:
        return False
    now = clock.now()
    return (
        now - datetime.fromisoformat(seen) >= limits.idle
        or now - datetime.fromisoformat(began) >= limits.absolute
    )


def _ended(request: HttpRequest) -> HttpResponse:
    address = request.get_full_path() if request.method == "GET" else "/"
    logout(request)
    messages.info(
        request, _("You were signed out because nothing happened for a while. Your drafts are kept.")
    )
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=401)
        response["HX-Refresh"] = "true"
        return response
    return redirect_to_login(address)
