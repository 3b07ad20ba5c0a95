"""Adding and taking out the people around a patient."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from florence.patients.actions import contacts
from florence.patients.queries import people_around
from florence.patients.web import addresses
from florence.patients.web.forms.contacts import PersonAroundForm
from florence.patients.web.forms.identity import NumberActForm
from florence.patients.web.workspace.identity import around, attempt, patient
from florence.security.web.identity import actor_of

WRONG = 422


def add(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    """The form of a further person."""
    form = PersonAroundForm(request.POST or None)
    status = WRONG if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():

        def act() -> object:
            return contacts.add_person_around(
                actor_of(request),
                subject_id=subject_id,
                person=form.person(),
                reason=form.cleaned_data["reason"],
                row_id=form.cleaned_data["key"],
            )

        status = attempt(request, form, act)
        if status == 303:
            return addresses.see_other(addresses.identity_of(subject_id))
    context = around(request, *patient(subject_id)) | {"form": form}
    return TemplateResponse(request, "patients/workspace/add_person_around.html", context, status=status)


def remove(request: HttpRequest, subject_id: UUID, row_id: UUID) -> HttpResponseBase:
    """Ask before somebody is taken out."""
    shown = next((each for each in people_around.list_around(subject_id) if each.row_id == row_id), None)
    if shown is None:
        raise Http404
    form = NumberActForm(request.POST or None, initial={"version": shown.version})
    status = WRONG if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():

        def act() -> object:
            return contacts.remove_person_around(
                actor_of(request),
                subject_id=subject_id,
                row_id=row_id,
                reason=form.cleaned_data["reason"],
                expected_version=form.cleaned_data["version"],
            )

        status = attempt(request, form, act)
        if status == 303:
            return addresses.see_other(addresses.identity_of(subject_id))
    context = around(request, *patient(subject_id)) | {"form": form, "person": shown}
    return TemplateResponse(request, "patients/workspace/remove_person_around.html", context, status=status)
