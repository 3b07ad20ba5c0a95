"""Roles for the administrator: what each allows in sentences, who holds it, and how it was changed."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.security.actions import roles as actions
from florence.security.decisions import ActionError, Refused
from florence.security.labels import CATEGORIES, LEVEL_CODES
from florence.security.models import Role
from florence.security.permission_catalogue import BY_NOTHING, BY_RELATION, BY_UNIT, groups
from florence.security.queries import roles as queries
from florence.security.queries.accounts import list_holders
from florence.security.queries.changes import level_words, list_versions, shelf_words
from florence.security.web import step_up
from florence.security.web.addresses import see_other
from florence.security.web.identity import actor_of

LIMITS = {
    BY_RELATION: gettext_lazy("For the patients whom the holder reaches, in every department"),
    BY_UNIT: gettext_lazy("Within the department for which the role is given"),
    BY_NOTHING: gettext_lazy("Only when the role is given for the whole house"),
}


AFTER_PROOF = "florence.security.web.roles.change_after_proof"


class RoleForm(forms.Form):
    """The name, the description and the permissions of a role, and how far it reaches.

    `read` is the fingerprint of the role that the form was filled from.
    """

    read = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter a name for the role.")},
    )
    description = forms.CharField(label=gettext_lazy("Description"), max_length=300, required=False)
    permissions = forms.MultipleChoiceField(required=False)
    reach = forms.ChoiceField(
        label=gettext_lazy("Whose record"), choices=Role.Reach.choices, widget=forms.RadioSelect
    )
    shelves = forms.MultipleChoiceField(
        label=gettext_lazy("Of every patient, without a care relation"),
        choices=lambda: [(shelf, shelf_words(shelf)) for shelf in ("identity", "emergency")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    level = forms.TypedChoiceField(
        label=gettext_lazy("Restricted entries"),
        choices=lambda: [(level, level_words(level)) for level in LEVEL_CODES],
        coerce=int,
        widget=forms.RadioSelect,
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Sensitive entries that are seen"),
        choices=CATEGORIES.items(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    needs_second_factor = forms.BooleanField(
        label=gettext_lazy("Signing in needs a second factor"), required=False
    )

    def words(self) -> actions.RoleWords:
        """What the form says, as the acts on roles take it."""
        data = self.cleaned_data
        extent = actions.Extent(
            data["reach"],
            tuple(data["shelves"]),
            data["level"],
            tuple(data["categories"]),
            data["needs_second_factor"],
        )
        return actions.RoleWords(data["name"], data["description"], tuple(data["permissions"]), extent)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["permissions"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(one.code, one.sentence) for group in groups() for one in group.permissions]


@dataclass(frozen=True)
class Box:
    """A permission with its tick."""

    code: str
    sentence: str
    is_ticked: bool


def roles(request: HttpRequest) -> HttpResponse:
    """The roles in use, or the archived ones."""
    is_archived = request.GET.get("state") == "archived"
    context = {
        "lines": queries.list_roles(is_archived=is_archived),
        "is_archived": is_archived,
        "in_use": queries.count_roles(is_archived=False),
        "archived": queries.count_roles(is_archived=True),
    }
    return TemplateResponse(request, "security/workspace/roles.html", context)


def new_role(request: HttpRequest) -> HttpResponse:
    """The form of a new role."""
    form = RoleForm(request.POST or None, initial=asdict(actions.RELATED_PATIENTS))
    if form.is_valid():
        try:
            made = actions.create_role(actor_of(request), words=form.words())
        except ActionError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The role is made."))
            return see_other("security:workspace_role", made.id)
    ticked = frozenset(request.POST.getlist("permissions"))
    context = {"form": form, "groups": _boxes(ticked)}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "security/workspace/new_role.html", context, status=status)


def role(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """One role; sending the form changes it for everyone who holds it, at their next request.

    Who lets a role allow or reach more proves once more who they are.
    """
    found = queries.get_role(role_id)
    if found is None:
        raise Http404
    form = RoleForm(request.POST or None, initial=_initial(found))
    if not form.is_valid():
        return _role_page(request, found, form)
    read = form.cleaned_data["read"]
    if read and read != actions.fingerprint_of(found.row):
        return _over_the_newer(request, role_id)
    if actions.widens(found.row, form.words()) and not step_up.is_fresh(request):
        kept = {"role_id": str(role_id), "form": dict(request.POST.lists())}
        return step_up.ask(request, then=AFTER_PROOF, form=kept)
    try:
        return _changed(request, role_id, form)
    except actions.RoleChangedMeanwhile:
        return _over_the_newer(request, role_id)
    except ActionError as error:
        form.add_error("name", str(error))
        return _role_page(request, found, form)


def change_after_proof(request: HttpRequest, state: dict[str, str]) -> HttpResponse:
    """Change the role as it was asked for, now that the person has proved who they are."""
    kept = step_up.opened(request, state)
    typed = QueryDict(mutable=True)
    for name, values in kept["form"].items():
        typed.setlist(name, values)
    role_id, form = UUID(kept["role_id"]), RoleForm(typed)
    try:
        if form.is_valid():
            return _changed(request, role_id, form)
    except (ActionError, Refused) as error:
        messages.error(request, str(error))
    return see_other("security:workspace_role", role_id)


def _changed(request: HttpRequest, role_id: UUID, form: RoleForm) -> HttpResponse:
    read = form.cleaned_data["read"]
    actions.change_role(actor_of(request), role_id=role_id, words=form.words(), read=read)
    messages.success(request, _("The role is changed. It acts at the next click of everyone who holds it."))
    return see_other("security:workspace_role", role_id)


def _over_the_newer(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """The form as it was typed, upon the newer role: what the other person changed stands beside it."""
    newer = queries.get_role(role_id)
    if newer is None:
        raise Http404
    typed = request.POST.copy()
    typed["read"] = actions.fingerprint_of(newer.row)
    form = RoleForm(typed)
    form.add_error(
        "name",
        _(
            "Somebody else has changed this role in the meantime; see what was changed at the end of this page. "
            "Nothing of yours is saved yet. Look through it, and send it again if it is still right."
        ),
    )
    return _role_page(request, newer, form, status=409)


def _initial(found: queries.RolePage) -> dict[str, Any]:
    named = {"name": found.name, "description": found.description}
    return named | {"read": actions.fingerprint_of(found.row)} | asdict(actions.extent_of(found.row))


def _role_page(
    request: HttpRequest, found: queries.RolePage, form: RoleForm, status: int = 422
) -> HttpResponse:
    ticked = frozenset(request.POST.getlist("permissions")) if request.POST else found.permissions
    context = {
        "role": found,
        "form": form,
        "groups": _boxes(ticked),
        "is_own": queries.holds(actor_of(request).account_id, found.id),
        "holders": list_holders(found.id),
        "versions": list_versions("Role", found.id),
    }
    status = status if form.errors else 200
    return TemplateResponse(request, "security/workspace/role.html", context, status=status)


def archive(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """Put a role away."""
    if request.method == "POST":
        try:
            actions.archive_role(actor_of(request), role_id=role_id)
            messages.success(request, _("The role is archived. It allows nothing any more."))
        except ActionError as error:
            messages.error(request, str(error))
    return see_other("security:workspace_role", role_id)


def _boxes(ticked: frozenset[str]) -> list[tuple[str, str, list[Box]]]:
    """The permissions of each part of the house under its name, and what limits them."""
    return [
        (
            group.label,
            str(LIMITS[group.limit]),
            [Box(one.code, one.sentence, one.code in ticked) for one in group.permissions],
        )
        for group in groups()
    ]
