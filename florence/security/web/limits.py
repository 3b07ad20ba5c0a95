"""Session limits by place."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from florence.security.actions.limits import change_session_limits
from florence.security.decisions import ActionError
from florence.security.queries.accounts import list_limits
from florence.security.queries.changes import list_versions
from florence.security.web import sessions
from florence.security.web.addresses import see_other
from florence.security.web.identity import actor_of


def limits(request: HttpRequest) -> HttpResponse:
    """The limits of every place, each with its form."""
    return _page(request)


def change(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Change the limits of one place."""
    if request.method != "POST":
        return see_other("security:workspace_session_limits")
    try:
        change_session_limits(
            actor_of(request),
            place_id=place_id,
            idle_minutes=_number(request.POST.get("idle_minutes", "")),
            absolute_hours=_number(request.POST.get("absolute_hours", "")),
        )
    except ActionError as error:
        return _page(request, refused=place_id, problem=str(error), status=422)
    sessions.forget_limits()
    messages.success(request, _("The limits are changed."))
    return see_other("security:workspace_session_limits")


def _page(
    request: HttpRequest, *, refused: UUID | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    places = list_limits()
    context = {
        "places": [(place, problem if place.id == refused else "") for place in places],
        "versions": [(_(place.name), list_versions("PlaceLimit", place.id)) for place in places],
        "has_errors": bool(problem),
    }
    return TemplateResponse(request, "security/workspace/session_limits.html", context, status=status)


def _number(text: str) -> int:
    """The whole number in a box; what is none counts as 0, which every limit refuses."""
    return int(text) if text.strip().isdecimal() and len(text) < 9 else 0
