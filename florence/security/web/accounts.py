"""Accounts for the administrator: found, made, given roles, ended."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.security.account_policies import may_end_sessions, may_see_account
from florence.security.actions import accounts as actions
from florence.security.actors import Actor
from florence.security.decisions import ActionError, Refused
from florence.security.policies import Permission
from florence.security.queries import accounts as queries
from florence.security.queries.changes import list_versions
from florence.security.scope import scope
from florence.security.territory import Territory, territory_of
from florence.security.web import step_up
from florence.security.web.addresses import see_other
from florence.security.web.assignments import AssignmentForm, offer_roles
from florence.security.web.identity import actor_of
from florence.security.web.typed_words import typed

AFTER_PROOF = "florence.security.web.accounts.make_after_proof"


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


class NewAccountWithRoleForm(NewAccountForm):
    """A new account with its first role: who manages accounts of a department makes none that belongs nowhere."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"), error_messages={"required": gettext_lazy("Choose a role.")}
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Department"), error_messages={"required": gettext_lazy("Choose a department.")}
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_roles(self, actor)


def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of one kind, 50 a page; a search is sent as a form, so that no name stands in an address."""
    text = typed(request, "text")
    kind = request.GET.get("kind", queries.STAFF)
    kind = kind if kind in dict(_kinds()) else queries.STAFF
    page, within = _page_number(request), _territory(request)
    total = queries.count_accounts(kind, within=within)
    if text:
        lines = queries.find_accounts(text, within=within)
    else:
        lines = queries.list_accounts(kind, page=page, within=within)
    context = {
        "lines": lines,
        "text": text,
        "kind": kind,
        "segments": [
            (name, label, name == kind, queries.count_accounts(name, within=within))
            for name, label in _kinds()
        ],
        "total": total,
        "first": (page - 1) * queries.PAGE + 1,
        "last": (page - 1) * queries.PAGE + len(lines),
        "earlier": page - 1,
        "later": page + 1 if page * queries.PAGE < total else 0,
        "is_full": len(lines) == queries.PAGE,
    }
    return TemplateResponse(request, "security/workspace/accounts.html", context)


def new_account(request: HttpRequest) -> HttpResponse:
    """The form of a new account; with a first role it asks for a proof of who gives it."""
    form = _new_account_form(request, request.POST or None)
    if form.is_valid():
        if "role" in form.fields and not step_up.is_fresh(request):
            return step_up.ask(request, then=AFTER_PROOF, form=request.POST.dict())
        try:
            return _made(request, form)
        except ActionError as error:
            form.add_error("email", str(error))
    status = 422 if form.errors else 200
    return TemplateResponse(request, "security/workspace/new_account.html", {"form": form}, status=status)


def make_after_proof(request: HttpRequest, state: dict[str, str]) -> HttpResponse:
    """Make the account that was typed, now that the person has proved who they are."""
    with scope(actor_of(request), "security.list_accounts"):
        form = _new_account_form(request, step_up.opened(request, state))
    try:
        if form.is_valid():
            return _made(request, form)
    except (ActionError, Refused) as error:
        messages.error(request, str(error))
    return redirect("security:workspace_new_account")


def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account: its roles, where it is signed in, and what was changed."""
    return account_page(request, account_id, AssignmentForm(actor_of(request)))


def account_page(
    request: HttpRequest, account_id: UUID, form: AssignmentForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page of one account with a form for a role, which may hold errors."""
    found = queries.get_account(account_id)
    if found is None:
        raise Http404
    actor = actor_of(request)
    decision = may_see_account(actor, account_id=account_id)
    if not decision:
        raise Refused(decision)
    may_end = may_end_sessions(actor, account_id=account_id)
    context: dict[str, Any] = {
        "shown": found,
        "is_own": found.id == actor.id,
        "may_end": may_end,
        "reads_roles": actor.has(Permission.MANAGE_ROLES),
        "assignments": queries.list_assignments(account_id, within=_territory(request)),
        "sessions": queries.list_sessions(account_id) if may_end else [],
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


def _territory(request: HttpRequest) -> Territory:
    return territory_of(actor_of(request), Permission.MANAGE_ACCOUNTS)


def _new_account_form(request: HttpRequest, data: Any) -> NewAccountForm:
    actor = actor_of(request)
    if actor.has_everywhere(Permission.MANAGE_ACCOUNTS):
        return NewAccountForm(data)
    return NewAccountWithRoleForm(actor, data)


def _made(request: HttpRequest, form: NewAccountForm) -> HttpResponse:
    words = form.cleaned_data
    given = {f"{name}_id": UUID(words[name]) for name in ("role", "unit") if name in words}
    made = actions.create_account(
        actor_of(request), email=words["email"], display_name=words["display_name"], **given
    )
    if given:
        messages.success(request, _("The account is made, with its role."))
    else:
        messages.success(request, _("The account is made. Give it a role now."))
    return see_other("security:workspace_account", made.id)


def _kinds() -> list[tuple[str, str]]:
    return [
        (queries.STAFF, _("Staff")),
        (queries.PATIENTS, _("Patients")),
        (queries.DISABLED, _("Disabled")),
    ]


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return max(1, int(given)) if given.isdecimal() and len(given) < 7 else 1
