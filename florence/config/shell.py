"""What every page needs around its content: the person, the look, and the way to other pages."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from florence.config.house import hospital_name
from florence.config.navigation import address_of, navigation_for
from florence.security.models import Account
from florence.security.web import identity, sessions
from florence.security.web.enrolled import workstation_of
from florence.ui import shell as ui

LEFT_OUT: dict[str, Any] = {
    "direction": "",
    "form": None,
    "has_errors": False,
    "keys": (),
    "keys_off": False,
    "live_url": "",
    "search_text": "",
    "tools": (),
}
"""What base pages look for and most pages leave out; to look for what nobody gave costs most."""

PLAIN, PORTAL, WORKSPACE = "ui/plain.html", "ui/portal.html", "ui/workspace.html"


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context that base pages draw from; made once in a request, however many parts a page has."""
    known: dict[str, Any] | None = getattr(request, "shell", None)
    if known is None:
        known = _context(request)
        request.shell = known  # type: ignore[attr-defined]
    return known


def _context(request: HttpRequest) -> dict[str, Any]:
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return {
            "theme": "auto",
            "shell_base": PLAIN,
            "home_url": "/",
            "hospital_name": hospital_name(),
            "demo_url": _demo_url(),
        }
    return {
        **LEFT_OUT,
        "hospital_name": hospital_name(),
        "theme": account.theme,
        "density": account.density,
        "home_url": "/",
        "shell_base": _base_of(request, account),
        "navigation": SimpleLazyObject(lambda: navigation_for(identity.actor_of(request), request.path)),
        "place": None if account.is_patient else ui.Place(sessions.place_name(sessions.place_of(request))),
        "account": _account(request, account),
        "activity": ui.Activity(
            url=address_of("own:activity"),
            limit_seconds=sessions.seconds_of_rest(request),
            person=str(account.id),
        ),
        "search_url": _search_url(request, account),
    }


def _base_of(request: HttpRequest, account: Account) -> str:
    """The base page for pages about the own account; plain until nothing but those is open."""
    if identity.lacks_second_factor(request):
        return PLAIN
    return PORTAL if account.is_patient else WORKSPACE


def _search_url(request: HttpRequest, account: Account) -> str:
    if account.is_patient or not identity.actor_of(request).has("patients.search_patients"):
        return ""
    return address_of("workspace:workspace_find")


def _account(request: HttpRequest, account: Account) -> ui.Account:
    return ui.Account(
        name=account.display_name,
        initials=initials_of(account.display_name),
        detail=account.email,
        links=_own_pages(get_language()),
        sign_out_url=address_of("account_logout"),
        leave_url=address_of("security:workstation_leave") if workstation_of(request) else "",
    )


@cache
def _own_pages(language: str | None) -> tuple[ui.AccountLink, ...]:
    """Pages about the own account, in the words of the language that is spoken now."""
    links = (
        ui.AccountLink(_("Your settings"), address_of("own:settings"), "settings"),
        ui.AccountLink(_("Signing in"), address_of("mfa_index"), "shield-lock"),
        ui.AccountLink(_("Where you are signed in"), address_of("usersessions_list"), "device-laptop"),
        ui.AccountLink(_("Your drafts"), address_of("own:drafts"), "pencil"),
        ui.AccountLink(_("Try this"), _demo_url(), "list-check"),
    )
    return tuple(link for link in links if link.url)


def _demo_url() -> str:
    """The page that tells what one can try; "" outside a demo."""
    return address_of("demo:try_this") if settings.FLORENCE_DEMO else ""


def initials_of(name: str) -> str:
    """The first letters of the first and the last word that begin with a capital, titles left out."""
    words = [
        word for word in name.split() if word[:1].isalpha() and word not in {"Dr", "Prof", "Mr", "Mrs", "Ms"}
    ]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper()
