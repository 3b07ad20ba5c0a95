"""Shared computers: the page where nobody is in front, the own PIN, and the administrator's list."""

import secrets
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from florence.security.actions import workstations as actions
from florence.security.actors import system_actor
from florence.security.decisions import ActionError
from florence.security.models import ShiftPresence, Workstation
from florence.security.queries import workstations as queries
from florence.security.queries.places import list_work_places
from florence.security.sealed_words import open_words
from florence.security.web import sessions
from florence.security.web.addresses import see_other
from florence.security.web.enrolled import BEGAN, cookie_name, leave, to_door, workstation_of
from florence.security.web.identity import actor_of
from florence.security.web.sign_in import SIGN_IN, note
from florence.security.web.typed_words import typed

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
YEAR_S = 365 * 24 * 3600


def door(request: HttpRequest) -> HttpResponse:
    """Who is in the middle of a shift here; the person picked comes back by the PIN."""
    workstation = workstation_of(request)
    if workstation is None or request.user.is_authenticated:
        return redirect("home")
    if request.method != "POST":
        return _door(request, workstation)
    picked = _picked(request, workstation)
    pin = typed(request, "pin")
    if picked is None or not pin:
        return _door(request, workstation, picked=picked, problem=_("Choose your name, then type your PIN."))
    presence = actions.come_back(
        system_actor("workstation"), workstation_id=workstation.id, presence_id=picked.id, pin=pin
    )
    if presence is None:
        note(request, picked.account, SIGN_IN, refused=True)
        words = _("This PIN is wrong. After five wrong ones you sign in with your password.")
        return _door(request, workstation, picked=picked, problem=words)
    return _uncover(request, workstation, presence)


def _picked(request: HttpRequest, workstation: Workstation) -> ShiftPresence | None:
    present = queries.list_present(workstation.id)
    chosen = typed(request, "person")
    by_name = next((each for each in present if str(each.id) == chosen), None)
    return by_name or queries.find_by_badge(workstation.id, typed(request, "badge"))


def _door(
    request: HttpRequest, workstation: Workstation, *, picked: ShiftPresence | None = None, problem: str = ""
) -> HttpResponse:
    # A badge alone is half of the way: the page comes again with its person picked and the PIN in focus.
    is_badge = picked is not None and not typed(request, "pin")
    context = {
        "workstation": workstation,
        "present": queries.list_present(workstation.id),
        "picked": picked.id if picked else None,
        "problem": "" if is_badge else problem,
    }
    status = 422 if context["problem"] else 200
    return TemplateResponse(request, "security/workstation_door.html", context, status=status)


def _uncover(request: HttpRequest, workstation: Workstation, presence: ShiftPresence) -> HttpResponse:
    login(request, presence.account, backend=BACKEND)
    sessions.begin(request)
    request.session[BEGAN] = presence.since.isoformat()
    request.session[sessions.PLACE] = workstation.place
    note(request, presence.account, SIGN_IN)
    return HttpResponse(status=303, headers={"Location": open_words(presence, "address") or "/"})


@require_POST
def cover(request: HttpRequest) -> HttpResponse:
    """Leave the screen: the page is kept, and nobody is in front."""
    workstation = workstation_of(request)
    if workstation is None:
        return redirect("home")
    leave(request, workstation)
    return to_door()


def own_pin(request: HttpRequest) -> HttpResponse:
    """Set the own PIN and badge."""
    problem = ""
    if request.method == "POST":
        try:
            actions.set_pin(actor_of(request), pin=typed(request, "pin"), badge=typed(request, "badge"))
            messages.success(request, _("Your PIN is set."))
            return see_other("own:settings")
        except ActionError as error:
            problem = str(error)
    context = {"problem": problem, "has_errors": bool(problem)}
    return TemplateResponse(request, "security/own_pin.html", context, status=422 if problem else 200)


def workstations(request: HttpRequest) -> HttpResponse:
    """The enrolled workstations, and the form that enrols this browser."""
    if request.method != "POST":
        return _list(request)
    secret = secrets.token_urlsafe(32)
    try:
        actions.enrol_workstation(
            actor_of(request),
            name=typed(request, "name"),
            place=typed(request, "place"),
            secret=secret,
        )
    except ActionError as error:
        return _list(request, problem=str(error))
    messages.success(request, _("This browser is a shared workstation now."))
    response = see_other("security:workspace_workstations")
    response.set_cookie(
        cookie_name(),
        secret,
        max_age=YEAR_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def revoke(request: HttpRequest, workstation_id: UUID) -> HttpResponse:
    """End a workstation."""
    if request.method == "POST":
        try:
            actions.revoke_workstation(actor_of(request), workstation_id=workstation_id)
            messages.success(request, _("The workstation has ended."))
        except ActionError as error:
            messages.error(request, str(error))
    return see_other("security:workspace_workstations")


def _list(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    places = list_work_places()
    names = {place.code: place.name for place in places}
    context = {
        "lines": [(each, names.get(each.place, each.place)) for each in queries.list_workstations()],
        "places": places,
        "problem": problem,
        "has_errors": bool(problem),
    }
    template = "security/workspace/workstations.html"
    return TemplateResponse(request, template, context, status=422 if problem else 200)
