"""The pages of the staff directory."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from florence.security.decisions import ActionError
from florence.security.resource_store import NoSuchResource, VersionConflict
from florence.security.web.identity import actor_of
from florence.staff.actions import people
from florence.staff.policies import Permission
from florence.staff.queries import directory
from florence.staff.specialties import SPECIALTIES
from florence.staff.web.forms import ChangePractitionerForm, PractitionerForm


def staff(request: HttpRequest) -> HttpResponseBase:
    """The directory, searched by name and specialty."""
    text, specialty = request.GET.get("name", ""), request.GET.get("specialty", "")
    page = max(int(request.GET.get("page", "1")), 1) if request.GET.get("page", "1").isdigit() else 1
    total = directory.count_staff(text=text, specialty=specialty)
    first = (page - 1) * directory.PAGE
    context = {
        "lines": directory.list_staff(text=text, specialty=specialty, page=page),
        "text": text,
        "specialty": specialty,
        "specialties": SPECIALTIES.items(),
        "total": total,
        "first": first + 1,
        "last": min(first + directory.PAGE, total),
        "page": page,
        "has_more": first + directory.PAGE < total,
        "may_manage": actor_of(request).has(Permission.MANAGE_STAFF),
    }
    return TemplateResponse(request, "staff/workspace/staff.html", context)


def new_practitioner(request: HttpRequest) -> HttpResponseBase:
    """Put somebody into the directory."""
    form = PractitionerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            people.add_practitioner(actor_of(request), words=form.words())
            return _to_staff()
        except ActionError as refused:
            form.add_error(None, str(refused))
    return _form_page(request, form, _("New in the directory"))


def change_practitioner(request: HttpRequest, practitioner_id: UUID) -> HttpResponseBase:
    """Change somebody in the directory."""
    try:
        row, words = directory.get_practitioner(practitioner_id)
    except NoSuchResource as error:
        raise Http404 from error
    form = ChangePractitionerForm(
        request.POST or None,
        initial=words | {"expected_version": str(row.version)},
        practitioner_id=practitioner_id,
    )
    if request.method == "POST" and form.is_valid():
        try:
            people.change_practitioner(
                actor_of(request),
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
    try:
        row, _words = directory.get_practitioner(practitioner_id)
    except NoSuchResource as error:
        raise Http404 from error
    refusal = ""
    if request.method == "POST":
        try:
            people.mark_as_gone(actor_of(request), practitioner_id=practitioner_id)
            return _to_staff()
        except ActionError as refused:
            refusal = str(refused)
    return TemplateResponse(
        request,
        "staff/workspace/gone.html",
        {"name": row.name, "refusal": refusal},
        status=422 if refusal else 200,
    )


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
