"""The rules of pages around signing in, which are open before a second factor is set up.

Their views run outside a scope: they read and write nothing but the account itself.
"""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from florence.security.models import Account
from florence.security.web.rules import Rule, View, to_sign_in
from florence.security.web.sign_in import SIGN_IN, note


def own_account(view: View, *, act: str) -> View:
    """Open an address of the own account to whoever has signed in, with or without a second factor yet."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return _with_status(request, view(request, *args, **kwargs))

    guarded.__florence_rule__ = Rule("own-account", act, is_logged=False)  # type: ignore[attr-defined]
    return guarded


def at_the_door(view: View, *, act: str) -> View:
    """Open an address to whoever is about to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _with_status(request, view(request, *args, **kwargs))

    guarded.__florence_rule__ = Rule("public", act, is_logged=False)  # type: ignore[attr-defined]
    return guarded


def notes_wrong_codes(view: View) -> View:
    """Log a second factor that was wrong; the library has no hook for it."""

    @wraps(view)
    def noting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        stage = getattr(request, "_login_stage", None)
        if request.method == "POST" and response.status_code == 200 and stage is not None:
            account = stage.login.user
            note(request, account if isinstance(account, Account) else None, SIGN_IN, refused=True)
        return response

    return noting


def forgets_what_was_stored(view: View) -> View:
    """Let the browser forget what pages have stored in it, as when somebody signs out."""

    @wraps(view)
    def forgetting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            response["Clear-Site-Data"] = '"storage"'
        return response

    return forgetting


def _with_status(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A form that was not accepted answers 422."""
    form = (getattr(response, "context_data", None) or {}).get("form")
    if request.method == "POST" and response.status_code == 200 and form is not None and form.errors:
        response.status_code = 422
    return response
