"""The pages that say no: why, who can help, and how to go on in an emergency."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from florence.security.actors import Actor
from florence.security.decisions import BREAK_GLASS, Decision


def refused(request: HttpRequest, actor: Actor, decision: Decision, subject_id: UUID | None) -> HttpResponse:
    """The answer 403 in words; it holds nothing of the record that was refused."""
    context = {
        "reason": decision.reason,
        "reference": getattr(request, "request_id", ""),
        "break_glass_subject": subject_id if decision.remedy == BREAK_GLASS else None,
        "is_patient": actor.is_patient,
    }
    return HttpResponse(render_to_string("security/refused.html", context, request), status=403)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without its secret, as when the session ended while the form was open."""
    context = {
        "reason": _(
            "This form was too old to be accepted. Go back, load the page again and send it once more."
        ),
        "reference": getattr(request, "request_id", ""),
        "break_glass_subject": None,
    }
    return HttpResponse(render_to_string("security/refused.html", context, request), status=403)
