"""The enrolled workstation of a request, and leaving its screen without ending the shift."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from florence.foundation import clock, live
from florence.security.actions.workstations import leave_workstation
from florence.security.actors import Actor
from florence.security.models import Account, Workstation
from florence.security.queries.workstations import find_workstation

BEGAN = "began_at"
"""In a session: when its person signed in, in full."""

LONGEST_ADDRESS = 500


def cookie_name() -> str:
    """The cookie that holds the secret of a workstation, beside that of sessions."""
    return settings.SESSION_COOKIE_NAME.replace("session", "workstation")


def workstation_of(request: HttpRequest) -> Workstation | None:
    """The live workstation whose browser asks, or None."""
    if not hasattr(request, "workstation"):
        secret = request.COOKIES.get(cookie_name(), "")
        request.workstation = find_workstation(secret) if secret else None  # type: ignore[attr-defined]
    found: Workstation | None = request.workstation  # type: ignore[attr-defined]
    return found


def to_door() -> HttpResponse:
    """To the page of a workstation where nobody is in front."""
    return HttpResponse(status=303, headers={"Location": reverse("security:workstation_door")})


def leave(request: HttpRequest, workstation: Workstation) -> None:
    """End the session, and keep the person's page for when they come back by the PIN."""
    account = request.user
    began = request.session.get(BEGAN)
    since = datetime.fromisoformat(began) if began else clock.now()
    if isinstance(account, Account) and not account.is_patient:
        person = Actor(account.id, "account", account.display_name)
        leave_workstation(person, workstation_id=workstation.id, address=_page_of(request), since=since)
        live.end_streams(str(account.id))
    logout(request)


def _page_of(request: HttpRequest) -> str:
    """The page that is left: the one asked for, or the one from which it was asked."""
    by_page = request.method == "GET" and "HX-Request" not in request.headers
    came = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/")
    address = request.get_full_path() if by_page else came.path + (f"?{came.query}" if came.query else "")
    is_safe = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and len(address) < LONGEST_ADDRESS
    return address if is_safe and address.startswith("/") else "/"
