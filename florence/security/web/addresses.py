"""Addresses of pages above security, to which its own pages lead. The chart's address is fixed for the product."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse


def chart_of(subject_id: UUID) -> str:
    """The chart of a patient."""
    return f"/patients/{subject_id}/"


def see_other(view: str, *arguments: object) -> HttpResponse:
    """The answer 303 to a form that was accepted: the browser opens the named page."""
    return HttpResponse(status=303, headers={"Location": reverse(view, args=arguments)})
