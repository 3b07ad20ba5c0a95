"""The page of who a patient is, and the forms that change it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.patients.actions import identity as acts
from florence.patients.models import Patient
from florence.patients.policies import Permission
from florence.patients.queries import identity_history, identity_page, people, people_around
from florence.patients.rules.merging import survivor_id
from florence.patients.web import addresses
from florence.patients.web.forms.identity import PARTS, NumberActForm, NumberForm
from florence.security import relations
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.resource_store import NoSuchResource, VersionConflict
from florence.security.web.identity import actor_of
from florence.security.web.listening import stream_of

WRONG, CONFLICT = 422, 409


def identity(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    """Names, birth, numbers, contact and language of one patient."""
    row, resource = patient(subject_id)
    survivor = survivor_id(resource)
    if survivor is not None and survivor in relations.subjects_of(
        relations.get_subject(subject_id).person_id
    ):
        messages.info(request, _("Merged: this is the record that stays."))
        return addresses.see_other(addresses.identity_of(survivor))
    context = around(request, row, resource) | {
        "identity": identity_page.identity_from(row, resource),
        "people_around": people_around.list_around(subject_id),
        "may_change": actor_of(request).has(Permission.CHANGE_IDENTITY),
        "updated_at": clock.now(),
    }
    return TemplateResponse(request, "patients/workspace/identity.html", context)


def history(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    """Every change of the identity, field by field."""
    row, resource = patient(subject_id)
    context = around(request, row, resource) | {"versions": identity_page.version_lines(subject_id)}
    return TemplateResponse(request, "patients/workspace/identity_history.html", context)


def change_part(request: HttpRequest, subject_id: UUID, part: str) -> HttpResponseBase:
    """The form of one part of the identity."""
    if part not in PARTS:
        raise Http404
    row, resource = patient(subject_id)
    form = PARTS[part].filled(resource, row.version, request.POST or None)
    theirs: list[identity_page.Conflict] = []
    status = WRONG if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            form.save(actor_of(request), subject_id)
        except VersionConflict:
            return _newer_form(request, subject_id, part)
        except ActionError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Saved."))
            return addresses.see_other(addresses.identity_of(subject_id))
    return _part_page(request, (row, resource), form, theirs, status)


def _newer_form(request: HttpRequest, subject_id: UUID, part: str) -> HttpResponseBase:
    """The form as it was typed, upon the newer version, with both versions side by side."""
    row, resource = patient(subject_id)
    typed = request.POST.copy()
    read_version = int(request.POST.get("version", ""))
    typed["version"] = str(row.version)
    form = PARTS[part].filled(resource, row.version, typed)
    form.is_valid()
    conflicts = identity_page.conflicts(subject_id, read_version, resource, form.changed)
    return _part_page(request, (row, resource), form, conflicts, CONFLICT)


def _part_page(
    request: HttpRequest,
    stored: tuple[Patient, dict[str, Any]],
    form: Any,
    conflicts: list[identity_page.Conflict],
    status: int,
) -> HttpResponseBase:
    context = around(request, *stored) | {
        "form": form,
        "conflicts": conflicts,
        "is_conflict": status == CONFLICT,
        "has_errors": status == CONFLICT,
        "who_changed": identity_history.last_author(stored[0].id) if status == CONFLICT else "",
    }
    return TemplateResponse(request, f"patients/workspace/change_{form.name}.html", context, status=status)


def add_number(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    """The form of a further number."""
    row, resource = patient(subject_id)
    form = NumberForm(request.POST or None, initial={"version": row.version})
    status = WRONG if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act() -> object:
            return acts.add_identifier(
                actor_of(request),
                subject_id=subject_id,
                kind=data["kind"],
                value=data["value"],
                reason=data["reason"],
                expected_version=data["version"],
            )

        status = attempt(request, form, act)
        if status == 303:
            return addresses.see_other(addresses.identity_of(subject_id))
    context = around(request, row, resource) | {"form": form}
    return TemplateResponse(request, "patients/workspace/add_number.html", context, status=status)


def remove_number(request: HttpRequest, subject_id: UUID, place: int) -> HttpResponseBase:
    """Ask before a number is taken back."""
    return _act_on_number(request, subject_id, place, "remove", acts.remove_identifier)


def prefer_number(request: HttpRequest, subject_id: UUID, place: int) -> HttpResponseBase:
    """Make a number the preferred one."""
    return _act_on_number(request, subject_id, place, "prefer", acts.prefer_identifier)


def _act_on_number(
    request: HttpRequest, subject_id: UUID, place: int, verb: str, act: Callable[..., Patient]
) -> HttpResponseBase:
    row, resource = patient(subject_id)
    numbers = identity_page.identity_from(row, resource).numbers
    if place >= len(numbers):
        raise Http404
    form = NumberActForm(request.POST or None, initial={"version": row.version})
    status = WRONG if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def perform() -> object:
            return act(
                actor_of(request),
                subject_id=subject_id,
                place=place,
                reason=data["reason"],
                expected_version=data["version"],
            )

        status = attempt(request, form, perform)
        if status == 303:
            return addresses.see_other(addresses.identity_of(subject_id))
    context = around(request, row, resource) | {"form": form, "number": numbers[place]}
    return TemplateResponse(request, f"patients/workspace/{verb}_number.html", context, status=status)


def attempt(request: HttpRequest, form: Any, act: Callable[[], object]) -> int:
    """Do an act about the identity; gives 303 when it is done, else the status of the form with what is wrong."""
    try:
        act()
    except VersionConflict:
        form.add_error(
            None,
            _("Somebody has changed this patient's data in the meantime. Look at it again before you save."),
        )
        return CONFLICT
    except ActionError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return WRONG
    messages.success(request, _("Saved."))
    return 303


def patient(subject_id: UUID) -> tuple[Patient, dict[str, Any]]:
    """The row and the resource of a patient; raises Http404 when the scope sees none."""
    try:
        row, resource = people.get_patient(subject_id)
    except NoSuchResource as missing:
        raise Http404 from missing
    return row, resource


def around(request: HttpRequest, row: Patient, resource: dict[str, Any]) -> dict[str, Any]:
    """What every page of an identity needs: the banner and the addresses around it."""
    actor: Actor = actor_of(request)
    topic = f"patient-{relations.person_of(row.id)}"
    banner_url = addresses.banner_for(actor, row.id)
    return {
        "banner": replace(
            people.banner_from(resource), allergies="unavailable" if banner_url else "not-shown"
        ),
        "subject_id": row.id,
        "chart_url": addresses.chart_for(actor, row.id),
        "banner_url": banner_url,
        "back": reverse(addresses.IDENTITY, args=[row.id]),
        "topic": topic,
        "live_url": stream_of(request, topic),
    }
