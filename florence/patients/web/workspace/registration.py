"""Registering a patient at the desk."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from florence.patients.actions import registration
from florence.patients.queries import people, search
from florence.patients.queries.people import PersonLine
from florence.patients.rules.births import birth_of
from florence.patients.rules.patient_resource import has_digits
from florence.patients.search_copy import BeingRebuilt
from florence.patients.web import addresses
from florence.patients.web.forms.registration import RegistrationForm
from florence.security.decisions import ActionError
from florence.security.web import rules
from florence.security.web.identity import actor_of

Resource = dict[str, Any]

MOST_SHOWN = 10


@dataclass(frozen=True)
class Warned:
    """Something worth a second look before saving; `people` are patients whom the new one may be."""

    code: str
    words: str
    people: list[PersonLine] = field(default_factory=list)


def register(request: HttpRequest) -> HttpResponseBase:
    """The form of a new patient; warnings are shown once, and saving again means that they were read."""
    form = RegistrationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, [], 422 if request.method == "POST" else 200)
    resource = form.resource()
    warnings = _warnings(request, form, resource)
    unread = {warning.code for warning in warnings} - set(form.cleaned_data["confirmed"].split())
    if unread:
        return _page(request, form, warnings, 422)
    if number := form.cleaned_data["hospital_number"]:
        resource["identifier"] = [registration.hospital_number(number), *resource.get("identifier", [])]
    try:
        patient = registration.register_patient(
            actor_of(request), resource=resource, row_id=form.cleaned_data["key"]
        )
    except ActionError as error:
        form.add_error(None, str(error))
        return _page(request, form, [], 422)
    messages.success(request, _("The patient is registered."))
    return addresses.see_other(addresses.identity_of(patient.id))


def _page(
    request: HttpRequest, form: RegistrationForm, warnings: list[Warned], status: int
) -> HttpResponseBase:
    context = {
        "form": form,
        "warnings": warnings,
        "confirmed": " ".join(warning.code for warning in warnings),
        "has_details": form.is_bound
        and form.has_changed()
        and bool(set(form.errors) & set(_in_details(form))),
    }
    return TemplateResponse(request, "patients/workspace/register.html", context, status=status)


def _in_details(form: RegistrationForm) -> list[str]:
    return [name for name in form.fields if name.rstrip("0123456789").endswith("_") or name in _FOLDED]


_FOLDED = ("email", "street", "city", "district", "postal_code", "country", "hospital_number")


def _warnings(request: HttpRequest, form: RegistrationForm, resource: Resource) -> list[Warned]:
    warnings = []
    if any(has_digits(f"{name.family} {name.given}") for name in form.names()):
        warnings.append(Warned("digits", _("There are digits in the name. Is that right?")))
    name = f"{form.cleaned_data['given']} {form.cleaned_data['family']}"
    alike = _same_people(resource, name, form.cleaned_data["key"])
    if alike:
        rules.disclose(request, [person.subject_id for person in alike])
        words = _("There is a patient with this name and birth already. Is it the same person?")
        warnings.append(Warned("same-person", words, alike))
    return warnings


def _same_people(resource: Resource, name: str, own_id: UUID) -> list[PersonLine]:
    birth = birth_of(resource)
    try:
        days: tuple[date, date] | None = (birth.first, birth.last) if birth else None
        ids = search.find_subject_ids(name=name, born=days)
    except BeingRebuilt:
        return []
    # The form that is sent a second time finds the patient that it made.
    ids = [subject_id for subject_id in ids if subject_id != own_id]
    return list(people.lines_of(ids[:MOST_SHOWN]).values())
