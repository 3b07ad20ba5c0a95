"""Addresses that pages of people lead to, and whether somebody may open them."""

from functools import cache
from uuid import UUID

from django.http import HttpResponse
from django.urls import NoReverseMatch, resolve

from florence.security.actors import Actor
from florence.ui.addresses import about

IDENTITY = "patients:workspace_identity"
CHART = "records:workspace_summary"


def identity_of(subject_id: UUID) -> str:
    """The page of a patient's identity."""
    return about(IDENTITY, subject_id)


def identity_for(actor: Actor, subject_id: UUID) -> str:
    """The page of a patient's identity, or "" when no role of the actor includes it."""
    return _openable(actor, IDENTITY, subject_id)


def chart_for(actor: Actor, subject_id: UUID) -> str:
    """The chart of a patient, or "" when no role of the actor includes charts."""
    return _openable(actor, CHART, subject_id)


def banner_for(actor: Actor, subject_id: UUID) -> str:
    """Where the banner with allergies is had from, or "" when no role of the actor includes it."""
    return _openable(actor, "records:workspace_banner", subject_id)


def see_other(address: str) -> HttpResponse:
    """The answer 303 to a form that was accepted."""
    return HttpResponse(status=303, headers={"Location": address})


def _openable(actor: Actor, view: str, subject_id: UUID) -> str:
    permission = _permission_of(view)
    may_open = permission is not None and (not permission or actor.has(permission))
    return about(view, subject_id) if may_open else ""


@cache
def _permission_of(view: str) -> str | None:
    """The permission that a page about a patient asks for, "" for none, None when nobody may open it."""
    try:
        rule = getattr(resolve(about(view, UUID(int=0))).func, "__florence_rule__", None)
    except NoReverseMatch:
        return None
    return None if rule is None else rule.permission
