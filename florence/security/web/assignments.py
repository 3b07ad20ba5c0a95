"""Giving a role to an account, and ending it."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.foundation import clock
from florence.security import policies
from florence.security.account_policies import may_assign_role
from florence.security.actions.accounts import assign_role, end_assignment
from florence.security.actors import Actor
from florence.security.decisions import ActionError, Refused
from florence.security.queries import accounts as queries
from florence.security.scope import scope
from florence.security.territory import territory_of
from florence.security.web import step_up
from florence.security.web.addresses import see_other
from florence.security.web.identity import actor_of
from florence.ui.widgets import DayField

AFTER_PROOF = "florence.security.web.assignments.give_after_proof"


class AssignmentForm(forms.Form):
    """Which role, where and how long."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"), error_messages={"required": gettext_lazy("Choose a role.")}
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Department"),
        required=False,
        error_messages={"required": gettext_lazy("Choose a department.")},
    )
    starts = DayField(label=gettext_lazy("From"), required=False, help_text=gettext_lazy("Empty: from now"))
    ends = DayField(
        label=gettext_lazy("Until the end of"), required=False, help_text=gettext_lazy("Empty: no end")
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_roles(self, actor)

    def words(self) -> dict[str, Any]:
        """What the action needs; a day that has begun already begins now, the last day counts whole."""
        chosen = self.cleaned_data
        starts = _start_of(chosen["starts"]) if chosen.get("starts") else None
        ends = _start_of(chosen["ends"] + timedelta(days=1)) if chosen.get("ends") else None
        return {
            "role_id": UUID(chosen["role"]),
            "unit_id": UUID(chosen["unit"]) if chosen.get("unit") else None,
            "starts_at": starts if starts and starts > clock.now() else None,
            "ends_at": ends,
        }


def offer_roles(form: forms.Form, actor: Actor) -> None:
    """Fill the boxes `role` and `unit` with what the actor may give, and where; "" is the whole house."""
    territory = territory_of(actor, policies.Permission.MANAGE_ACCOUNTS)
    roles = [(str(role), name) for role, name in queries.list_roles_to_give(actor)]
    units = [(str(unit), name) for unit, name in queries.list_units(territory)]
    nowhere = _("The whole house") if territory.is_whole_house else _("Choose a department")
    _choices(form, "role", [("", _("Choose a role")), *roles])
    _choices(form, "unit", [("", nowhere), *units])
    form.fields["unit"].required = not territory.is_whole_house


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101
    field.choices = choices


def give(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Give a role, after a proof of who gives it."""
    if request.method != "POST":
        return see_other("security:workspace_account", account_id)
    actor = actor_of(request)
    form = AssignmentForm(actor, request.POST)
    if not form.is_valid():
        return _again(request, account_id, form)
    decision = may_assign_role(actor, account_id=account_id, **form.words())
    if not decision:
        raise Refused(decision)
    if not step_up.is_fresh(request):
        kept = {"account_id": str(account_id), "form": request.POST.dict()}
        return step_up.ask(request, then=AFTER_PROOF, form=kept)
    try:
        return _given(request, account_id, form)
    except ActionError as error:
        form.add_error("role", str(error))
        return _again(request, account_id, form)


def give_after_proof(request: HttpRequest, state: dict[str, str]) -> HttpResponse:
    """Give the role that was chosen, now that the person has proved who they are."""
    kept = step_up.opened(request, state)
    account_id, actor = UUID(kept["account_id"]), actor_of(request)
    with scope(actor, "security.read_account"):
        form = AssignmentForm(actor, kept["form"])
    try:
        if form.is_valid():
            return _given(request, account_id, form)
    except (ActionError, Refused) as error:
        messages.error(request, str(error))
    return see_other("security:workspace_account", account_id)


def end(request: HttpRequest, account_id: UUID, assignment_id: UUID) -> HttpResponse:
    """End a role now."""
    if request.method == "POST":
        try:
            end_assignment(actor_of(request), assignment_id=assignment_id)
            messages.success(request, _("The role has ended."))
        except ActionError as error:
            messages.error(request, str(error))
    return see_other("security:workspace_account", account_id)


def _given(request: HttpRequest, account_id: UUID, form: AssignmentForm) -> HttpResponse:
    assign_role(actor_of(request), account_id=account_id, **form.words())
    messages.success(request, _("The role is given. It acts at the next click."))
    return see_other("security:workspace_account", account_id)


def _again(request: HttpRequest, account_id: UUID, form: AssignmentForm) -> HttpResponse:
    # The page of the account draws this form, and its module needs the form's class.
    from florence.security.web.accounts import account_page  # noqa: PLC0415

    return account_page(request, account_id, form, status=422)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
