"""Addresses that pages of people lead to, and whether somebody may open them."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import NoReverseMatch, resolve, reverse

from florence.security.actors import Actor

IDENTITY = "patients:workspace_identity"
CHART = "records:workspace_summary"


def identity_of(subject_id: UUID) -> str:
    """The page of a patient's identity."""
    return reverse(IDENTITY, args=[subject_id])


def chart_for(actor: Actor, subject_id: UUID) -> str:
    """The chart of a patient, or "" when no role of the actor includes charts."""
    return _openable(actor, CHART, subject_id)


def banner_for(actor: Actor, subject_id: UUID) -> str:
    """Where the banner with allergies is had from, or "" when no role of the actor includes it."""
    return _openable(actor, "records:workspace_banner", subject_id)


def may_open(actor: Actor, address: str) -> bool:
    """Whether a role of the actor gives the permission that the address asks for."""
    rule = getattr(resolve(address).func, "__florence_rule__", None)
    return rule is not None and (not rule.permission or actor.has(rule.permission))


def see_other(address: str) -> HttpResponse:
    """The answer 303 to a form that was accepted."""
    return HttpResponse(status=303, headers={"Location": address})


def _openable(actor: Actor, view: str, subject_id: UUID) -> str:
    try:
        address = reverse(view, args=[subject_id])
    except NoReverseMatch:
        return ""
    return address if may_open(actor, address) else ""
