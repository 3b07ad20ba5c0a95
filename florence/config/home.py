"""The first page of whoever signs in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from florence.config.navigation import first_page
from florence.security.web.identity import actor_of


def home(request: HttpRequest) -> HttpResponse:
    """To the page with which the person's work begins."""
    return redirect(first_page(actor_of(request)))
