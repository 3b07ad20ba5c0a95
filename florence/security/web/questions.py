"""Patients' questions about who opened their record, answered by the privacy officer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.security.actions.break_glass import REVIEW_TOPIC
from florence.security.actions.questions import answer_question
from florence.security.decisions import ActionError
from florence.security.queries import questions as queries
from florence.security.subject_names import read_names
from florence.security.web import rules
from florence.security.web.addresses import see_other
from florence.security.web.identity import actor_of
from florence.security.web.listening import stream_of
from florence.security.web.paging import cursor_of, older_address


def questions(request: HttpRequest) -> HttpResponse:
    """The questions that wait, or the answered ones, the newest first."""
    return _page(request, is_answered=request.GET.get("state") == "answered")


def answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Answer one."""
    if request.method != "POST":
        return see_other("security:workspace_questions")
    words = request.POST.get("answer", "")
    try:
        answer_question(actor_of(request), question_id=question_id, answer=words)
    except ActionError as error:
        typed = {question_id: (words, str(error))}
        return _page(request, is_answered=False, typed=typed, status=422)
    messages.success(request, _("Answered. The patient sees it now."))
    return see_other("security:workspace_questions")


def _page(
    request: HttpRequest,
    *,
    is_answered: bool,
    typed: dict[UUID, tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = queries.list_questions(is_answered=is_answered, before=cursor_of(request))
    names = read_names(question.subject_id for question in found)
    rules.disclose(request, list(names))
    kept = typed or {}
    context = {
        "questions": [(one, names[one.subject_id], *kept.get(one.id, ("", ""))) for one in found],
        "is_answered": is_answered,
        "waiting": queries.count_questions(is_answered=False),
        "answered": queries.count_questions(is_answered=True),
        "older": older_address(request, found, queries.PAGE),
        "has_errors": bool(kept),
        "now": clock.now(),
        "live_url": stream_of(request, REVIEW_TOPIC),
        "topic": REVIEW_TOPIC,
    }
    part = "_questions" if request.headers.get("HX-Request") else "questions"
    return TemplateResponse(request, f"security/workspace/{part}.html", context, status=status)
