"""Explaining an emergency access of one's own, when the privacy officer asks."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from florence.security.actions.break_glass import explain_break_glass
from florence.security.decisions import ActionError
from florence.security.queries.break_glass import list_asked_of
from florence.security.subject_names import read_names
from florence.security.web import rules
from florence.security.web.addresses import see_other
from florence.security.web.identity import actor_of


def explanations(request: HttpRequest) -> HttpResponse:
    """The own emergency accesses of which an explanation is asked."""
    return _page(request)


def explain(request: HttpRequest, break_glass_id: UUID) -> HttpResponse:
    """Explain one."""
    if request.method != "POST":
        return see_other("security:workspace_explanations")
    words = request.POST.get("words", "")
    try:
        explain_break_glass(actor_of(request), break_glass_id=break_glass_id, words=words)
    except ActionError as error:
        return _page(request, typed={break_glass_id: (words, str(error))}, status=422)
    messages.success(request, _("Sent. The privacy officer reads it."))
    return see_other("security:workspace_explanations")


def _page(
    request: HttpRequest, *, typed: dict[UUID, tuple[str, str]] | None = None, status: int = 200
) -> HttpResponse:
    found = list_asked_of(actor_of(request))
    names = read_names(opening.subject_id for opening in found)
    rules.disclose(request, list(names))
    kept = typed or {}
    context = {
        "openings": [(one, names[one.subject_id], *kept.get(one.id, ("", ""))) for one in found],
        "has_errors": bool(kept),
    }
    return TemplateResponse(request, "security/workspace/explanations.html", context, status=status)
