"""Accounts for the administrator: found, made, given roles, ended."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.security.actions import accounts as actions
from florence.security.decisions import ActionError
from florence.security.queries import accounts as queries
from florence.security.queries.changes import list_versions
from florence.security.web.addresses import see_other
from florence.security.web.assignments import AssignmentForm
from florence.security.web.identity import actor_of
from florence.security.web.typed_words import typed


class NewAccountForm(forms.Form):
    """The holder's name and e-mail address; they set the password themselves."""

    display_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter the name, like Dr Amira Haddad.")},
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("A link to set a password goes there."),
        max_length=254,
        error_messages={"required": gettext_lazy("Enter an e-mail address, like name@hospital.example.")},
    )


def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of one kind, 50 a page; a search is sent as a form, so that no name stands in an address."""
    text = typed(request, "text")
    kind = request.GET.get("kind", queries.STAFF)
    kind = kind if kind in dict(_kinds()) else queries.STAFF
    page = _page_number(request)
    total = queries.count_accounts(kind)
    lines = queries.find_accounts(text) if text else queries.list_accounts(kind, page=page)
    context = {
        "lines": lines,
        "text": text,
        "kind": kind,
        "segments": [(name, label, name == kind, queries.count_accounts(name)) for name, label in _kinds()],
        "total": total,
        "first": (page - 1) * queries.PAGE + 1,
        "last": (page - 1) * queries.PAGE + len(lines),
        "earlier": page - 1,
        "later": page + 1 if page * queries.PAGE < total else 0,
        "is_full": len(lines) == queries.PAGE,
    }
    return TemplateResponse(request, "security/workspace/accounts.html", context)


def new_account(request: HttpRequest) -> HttpResponse:
    """The form of a new account."""
    form = NewAccountForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.create_account(actor_of(request), **form.cleaned_data)
        except ActionError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("The account is made. Give it a role now."))
            return see_other("security:workspace_account", made.id)
    status = 422 if form.errors else 200
    return TemplateResponse(request, "security/workspace/new_account.html", {"form": form}, status=status)


def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account: its roles, where it is signed in, and what was changed."""
    return account_page(request, account_id, AssignmentForm())


def account_page(
    request: HttpRequest, account_id: UUID, form: AssignmentForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page of one account with a form for a role, which may hold errors."""
    found = queries.get_account(account_id)
    if found is None:
        raise Http404
    context: dict[str, Any] = {
        "shown": found,
        "is_own": found.id == actor_of(request).id,
        "assignments": queries.list_assignments(account_id),
        "sessions": queries.list_sessions(account_id),
        "versions": list_versions("Account", account_id),
        "form": form,
        "problem": problem,
    }
    return TemplateResponse(request, "security/workspace/account.html", context, status=status)


def disable(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """End the account."""
    if request.method == "POST":
        actions.disable_account(actor_of(request), account_id=account_id)
        messages.success(request, _("The account is disabled. Its open pages stop at the next click."))
    return see_other("security:workspace_account", account_id)


def enable(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Let the account in again."""
    if request.method == "POST":
        actions.enable_account(actor_of(request), account_id=account_id)
        messages.success(request, _("The account can sign in again."))
    return see_other("security:workspace_account", account_id)


def end_sessions(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Sign the account out everywhere."""
    if request.method == "POST":
        actions.end_sessions(actor_of(request), account_id=account_id)
        messages.success(request, _("The account is signed out everywhere."))
    return see_other("security:workspace_account", account_id)


def _kinds() -> list[tuple[str, str]]:
    return [
        (queries.STAFF, _("Staff")),
        (queries.PATIENTS, _("Patients")),
        (queries.DISABLED, _("Disabled")),
    ]


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return max(1, int(given)) if given.isdecimal() and len(given) < 7 else 1
