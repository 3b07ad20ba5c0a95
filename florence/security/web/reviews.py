"""The privacy officer's queue of emergency accesses."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.security.actions.break_glass import REVIEW_TOPIC, review_break_glass
from florence.security.decisions import ActionError
from florence.security.queries import break_glass as queries
from florence.security.subject_names import read_names
from florence.security.web import rules
from florence.security.web.addresses import see_other
from florence.security.web.identity import actor_of
from florence.security.web.listening import stream_of
from florence.security.web.paging import cursor_of, older_address

_STATES = (queries.TO_REVIEW, queries.ASKED, queries.REVIEWED)


def reviews(request: HttpRequest) -> HttpResponse:
    """The emergency accesses of one state, the newest first; a live page gets the list alone."""
    state = request.GET.get("state", queries.TO_REVIEW)
    return _page(request, state if state in _STATES else queries.TO_REVIEW)


def review(request: HttpRequest, break_glass_id: UUID) -> HttpResponse:
    """Judge one."""
    if request.method != "POST":
        return redirect("security:workspace_reviews")
    try:
        review_break_glass(
            actor_of(request),
            break_glass_id=break_glass_id,
            outcome=request.POST.get("outcome", ""),
            note=request.POST.get("note", ""),
        )
    except ActionError as error:
        return _page(request, queries.TO_REVIEW, problem=str(error), status=422)
    messages.success(request, _("Reviewed."))
    return see_other("security:workspace_reviews")


def _page(request: HttpRequest, state: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    openings = queries.list_openings(state, before=cursor_of(request))
    names = read_names(opening.subject_id for opening in openings)
    rules.disclose(request, list(names))
    context: dict[str, Any] = {
        "openings": [(opening, names[opening.subject_id]) for opening in openings],
        "segments": [(name, label, name == state, queries.count_openings(name)) for name, label in _labels()],
        "state": state,
        "older": older_address(request, openings, queries.PAGE),
        "problem": problem,
        "now": clock.now(),
        "live_url": stream_of(request, REVIEW_TOPIC),
        "topic": REVIEW_TOPIC,
    }
    part = "_reviews" if request.headers.get("HX-Request") else "reviews"
    return TemplateResponse(request, f"security/workspace/{part}.html", context, status=status)


def _labels() -> list[tuple[str, str]]:
    return [
        (queries.TO_REVIEW, _("To review")),
        (queries.ASKED, _("Explanation asked for")),
        (queries.REVIEWED, _("Reviewed")),
    ]
