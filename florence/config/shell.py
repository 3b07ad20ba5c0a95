"""What every page needs around its content: the person, the look, and the way to other pages."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context that base pages draw from."""
    return {}
