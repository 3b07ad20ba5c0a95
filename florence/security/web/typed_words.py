"""Words that people type into a box that is no part of a form of Django's."""

from django.http import HttpRequest


def typed(request: HttpRequest, name: str) -> str:
    """What was typed, without the space around it, and without NUL, which PostgreSQL keeps in no text."""
    return str(request.POST.get(name, "")).replace("\x00", "").strip()
