"""The rule of pages about the own account, which are open before a second factor is set up."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from florence.security.web.rules import Rule, View, to_sign_in


def own_account(view: View, *, act: str) -> View:
    """Open an address of the own account to whoever has signed in, with or without a second factor yet.

    The view runs outside a scope: it reads and writes nothing but the account itself.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    guarded.__florence_rule__ = Rule("own-account", act, is_logged=False)  # type: ignore[attr-defined]
    return guarded
