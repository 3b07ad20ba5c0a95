"""Drafts of forms: kept while one types, offered again when the form is opened, thrown away by a button.

A view that has a form asks for `offered(request, form="records.allergy", subject_id=…)`, gives it to the template
as `draft`, and shows `restored(its form, draft)`. The template writes `data-draft-url="{{ draft.url }}"` on the
form and includes "security/_draft.html" in it. The action that saves the form calls the step `discard_draft`.
"""

from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from django.forms import BaseForm
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from florence.security.actions.drafts import DraftRefused, discard_own_draft, save_draft
from florence.security.queries.drafts import KeptDraft, get_draft
from florence.security.web import sessions
from florence.security.web.identity import actor_of
from florence.ui import moments

FormType = TypeVar("FormType", bound=BaseForm)
NOT_KEPT = ("csrfmiddlewaretoken",)


@dataclass(frozen=True)
class Offered:
    """Where a form's draft is kept, and the draft if there is one."""

    url: str
    kept: KeptDraft | None

    @property
    def discard_url(self) -> str:
        """Where the button that throws the draft away leads."""
        return f"{self.url}discard/"


def offered(request: HttpRequest, *, form: str, subject_id: UUID | None = None) -> Offered:
    """The person's draft of a form about a subject, and where to keep it."""
    return Offered(
        address_of(form, subject_id), get_draft(actor_of(request), form=form, subject_id=subject_id)
    )


def address_of(form: str, subject_id: UUID | None = None) -> str:
    """Where the draft of a form about a subject is kept."""
    if subject_id is None:
        return reverse("own:draft", args=[form])
    return reverse("own:draft_about", args=[form, subject_id])


def restored(form: FormType, draft: Offered) -> FormType:
    """The form with what the draft holds, not yet checked; unchanged when there is no draft or it was sent."""
    if draft.kept is None or form.is_bound:
        return form
    form.data, form.is_bound = draft.kept.content, True
    vars(form)["_errors"] = (
        ErrorDict()
    )  # a draft may be half done: nothing is complained about before it is sent
    return form


@require_POST
def keep(request: HttpRequest, form: str, subject_id: UUID | None = None) -> HttpResponse:
    """Keep what is typed; the answer says when, in the site's time. Typing is activity."""
    sessions.note_activity(request)
    content = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    try:
        at = save_draft(
            actor_of(request), form=form, content=content, subject_id=subject_id, address=_came_from(request)
        )
    except DraftRefused:
        return HttpResponse(status=422)
    return HttpResponse(status=204, headers={"X-Saved-At": moments.words(at, "time")})


@require_POST
def discard(request: HttpRequest, form: str, subject_id: UUID | None = None) -> HttpResponse:
    """Throw the draft away, and back to the page on which the button was."""
    discard_own_draft(actor_of(request), form=form, subject_id=subject_id)
    response = redirect(_came_from(request) or reverse("own:drafts"))
    response.status_code = 303
    return response


def _came_from(request: HttpRequest) -> str:
    """The address of the page in Florence that sent the request, or ""."""
    referrer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referrer, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(referrer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
