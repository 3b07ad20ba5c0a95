"""How long a session lasts: it ends by rest and by age, at the limits of its place.

Only what a person does counts as activity: a page opened, a form sent, or the signal that real keys, scrolling
or touch were seen. Fragments that a page fetches by itself never count, and are checked like anything else.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.security.models import Account, PlaceLimit
from florence.security.web.enrolled import BEGAN, leave, to_door, workstation_of

Answer = Callable[[HttpRequest], HttpResponse]

SEEN, PLACE = "seen_at", "place"
WRITE_EVERY = timedelta(seconds=30)
AFTER_THE_LIMIT = timedelta(seconds=5)
DEFAULT_IDLE, DEFAULT_ABSOLUTE = 15, 14
PORTAL_PLACE = "portal"
LIMITS_KEPT_S = 30.0


@dataclass(frozen=True)
class Limits:
    """The longest rest and the longest age of a session at a place."""

    idle: timedelta
    absolute: timedelta
    name: str = ""


_known: dict[str, tuple[float, Limits]] = {}


def limits_at(place: str) -> Limits:
    """The limits of a place, kept by the process for half a minute; an unknown place has those of an office."""
    read_at, limits = _known.get(place, (0.0, None))
    if limits is None or time.monotonic() - read_at > LIMITS_KEPT_S:
        limits = _read_limits(place)
        _known[place] = (time.monotonic(), limits)
    return limits


def forget_limits() -> None:
    """Read the limits again when they are next asked for, as after a change of them."""
    _known.clear()


def _read_limits(place: str) -> Limits:
    found = PlaceLimit.objects.filter(code=place).first()
    if found is None:
        return Limits(timedelta(minutes=DEFAULT_IDLE), timedelta(hours=DEFAULT_ABSOLUTE), place)
    return Limits(timedelta(minutes=found.idle_minutes), timedelta(hours=found.absolute_hours), found.name)


def place_of(request: HttpRequest) -> str:
    """The place at which this session is: the one chosen in it, else the account's usual one."""
    account = request.user
    if not isinstance(account, Account) or account.is_patient:
        return PORTAL_PLACE
    return str(request.session.get(PLACE) or account.place)


def place_name(place: str) -> str:
    """The words for a place."""
    return limits_at(place).name or place


def session_limits(get_response: Answer) -> Answer:
    """End a session that is over its limits before any view runs; keep the time of the last real activity."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, Account):
            return get_response(request)
        if is_over(request):
            return _ended(request)
        if is_activity(request):
            note_activity(request)
        return get_response(request)

    return middleware


def is_activity(request: HttpRequest) -> bool:
    """Whether a person opened this page or sent this form, and not a script of a page by itself.

    The views that take the signal of real activity, and drafts of what was just typed, note it themselves.
    """
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return "HX-Request" not in request.headers and mode == "navigate"


def begin(request: HttpRequest) -> None:
    """Let the session's age and rest count from now, as after signing in."""
    now = clock.now().isoformat()
    request.session.update({BEGAN: now, SEEN: now})


def note_activity(request: HttpRequest) -> None:
    """Keep now as the time of the last activity, at most every half minute."""
    now = clock.now()
    if BEGAN not in request.session:
        request.session[BEGAN] = now.isoformat()
    seen = _moment(request, SEEN)
    if seen is None or now - seen >= WRITE_EVERY:
        request.session[SEEN] = now.isoformat()


def ends_at(request: HttpRequest) -> datetime:
    """When the session ends if nothing more is done."""
    limits = limits_at(place_of(request))
    now = clock.now()
    began, seen = _moment(request, BEGAN) or now, _moment(request, SEEN) or now
    return min(began + limits.absolute, seen + limits.idle)


def seconds_of_rest(request: HttpRequest) -> int:
    """After how many seconds without activity a page loads itself again, to find the session ended.

    A little after the limit: a page that came back too early would count as opened by a person.
    """
    limits, now = limits_at(place_of(request)), clock.now()
    left = (_moment(request, BEGAN) or now) + limits.absolute - now
    return int((min(limits.idle, left) + AFTER_THE_LIMIT).total_seconds())


def is_over(request: HttpRequest) -> bool:
    """Whether the session has rested or lasted longer than its place allows."""
    return clock.now() >= ends_at(request)


def _moment(request: HttpRequest, name: str) -> datetime | None:
    kept = request.session.get(name)
    return datetime.fromisoformat(kept) if kept else None


def _ended(request: HttpRequest) -> HttpResponse:
    address = request.get_full_path() if request.method == "GET" else "/"
    workstation = workstation_of(request)
    if workstation is not None:
        leave(request, workstation)
        if is_activity(request):
            return to_door()
    logout(request)
    if is_activity(request):
        messages.info(
            request, _("You were signed out because nothing happened for a while. Your drafts are kept.")
        )
        return redirect_to_login(address)
    response = HttpResponse(status=401)
    response["HX-Refresh"] = "true"
    return response
