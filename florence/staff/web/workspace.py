"""The pages of the staff directory."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from florence.security.actors import Actor
from florence.security.decisions import ActionError, Refused
from florence.security.resource_store import NoSuchResource, VersionConflict
from florence.security.territory import territory_of
from florence.security.web.identity import actor_of
from florence.staff.actions import people
from florence.staff.models import Practitioner
from florence.staff.policies import Permission, may_manage_practitioner
from florence.staff.queries import directory
from florence.staff.specialties import SPECIALTIES
from florence.staff.web.forms import ChangePractitionerForm, PractitionerForm


def staff(request: HttpRequest) -> HttpResponseBase:
    """The directory, searched by name and specialty."""
    text, specialty = request.GET.get("name", ""), request.GET.get("specialty", "")
    page = max(int(request.GET.get("page", "1")), 1) if request.GET.get("page", "1").isdigit() else 1
    actor = actor_of(request)
    within = territory_of(actor, Permission.READ_STAFF)
    managed = territory_of(actor, Permission.MANAGE_STAFF)
    total = directory.count_staff(text=text, specialty=specialty, within=within)
    first = (page - 1) * directory.PAGE
    context = {
        "lines": [
            (line, line.unit_id in managed)
            for line in directory.list_staff(text=text, specialty=specialty, page=page, within=within)
        ],
        "text": text,
        "specialty": specialty,
        "specialties": SPECIALTIES.items(),
        "total": total,
        "first": first + 1,
        "last": min(first + directory.PAGE, total),
        "page": page,
        "has_more": first + directory.PAGE < total,
        "may_manage": actor.has(Permission.MANAGE_STAFF),
    }
    return TemplateResponse(request, "staff/workspace/staff.html", context)


def new_practitioner(request: HttpRequest) -> HttpResponseBase:
    """Put somebody into the directory."""
    actor = actor_of(request)
    form = PractitionerForm(request.POST or None, within=territory_of(actor, Permission.MANAGE_STAFF))
    if request.method == "POST" and form.is_valid():
        try:
            people.add_practitioner(actor, words=form.words())
            return _to_staff()
        except ActionError as refused:
            form.add_error(None, str(refused))
    return _form_page(request, form, _("New in the directory"))


def change_practitioner(request: HttpRequest, practitioner_id: UUID) -> HttpResponseBase:
    """Change somebody in the directory."""
    actor = actor_of(request)
    row, words = _practitioner(actor, practitioner_id)
    form = ChangePractitionerForm(
        request.POST or None,
        initial=words | {"expected_version": str(row.version)},
        practitioner_id=practitioner_id,
        within=territory_of(actor, Permission.MANAGE_STAFF),
    )
    if request.method == "POST" and form.is_valid():
        try:
            people.change_practitioner(
                actor,
                practitioner_id=practitioner_id,
                words=form.words(),
                expected_version=form.cleaned_data["expected_version"],
            )
            return _to_staff()
        except VersionConflict:
            form.add_error(None, _("Somebody else changed this meanwhile. Load the page again to change it."))
            return _form_page(request, form, row.name, row.id, status=409)
        except ActionError as refused:
            form.add_error(None, str(refused))
    return _form_page(request, form, row.name, None if row.left_at else row.id)


def practitioner_gone(request: HttpRequest, practitioner_id: UUID) -> HttpResponseBase:
    """Mark somebody as gone, after asking."""
    actor = actor_of(request)
    row, _words = _practitioner(actor, practitioner_id)
    refusal = ""
    if request.method == "POST":
        try:
            people.mark_as_gone(actor, practitioner_id=practitioner_id)
            return _to_staff()
        except ActionError as refused:
            refusal = str(refused)
    return TemplateResponse(
        request,
        "staff/workspace/gone.html",
        {"name": row.name, "refusal": refusal},
        status=422 if refusal else 200,
    )


def _practitioner(actor: Actor, practitioner_id: UUID) -> tuple[Practitioner, dict[str, str]]:
    """The entry with its words; raises Http404, and Refused for an entry that the actor may not change."""
    try:
        found = directory.get_practitioner(practitioner_id)
    except NoSuchResource as error:
        raise Http404 from error
    decision = may_manage_practitioner(actor, practitioner_id=practitioner_id)
    if not decision:
        raise Refused(decision)
    return found


def _form_page(
    request: HttpRequest,
    form: PractitionerForm,
    title: str,
    practitioner_id: UUID | None = None,
    status: int = 200,
) -> TemplateResponse:
    context = {"form": form, "title": title, "practitioner_id": practitioner_id}
    code = status if status != 200 else (422 if form.errors else 200)
    return TemplateResponse(request, "staff/workspace/form.html", context, status=code)


def _to_staff() -> HttpResponseRedirect:
    response = redirect("staff:workspace_staff")
    response.status_code = 303
    return response
