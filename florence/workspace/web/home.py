"""The page with which a day begins: the work of the role, and nothing that leads nowhere."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.hospital.policies import Permission as Hospital
from florence.patients.policies import Permission as Patients
from florence.patients.queries.people import PersonLine, PersonPage, list_related_patients
from florence.patients.search_copy import BeingRebuilt
from florence.records.policies import Permission as Records
from florence.records.queries.contacts import last_contacts
from florence.records.queries.hints import Hint, RecentChange, hints_of, list_recent_changes
from florence.security.actors import Actor
from florence.security.policies import Permission as Security
from florence.security.queries.accounts import count_accounts
from florence.security.queries.break_glass import TO_REVIEW, count_asked_of, count_openings
from florence.security.queries.questions import count_questions
from florence.security.territory import territory_of
from florence.security.web.identity import actor_of
from florence.security.web.rules import disclose

SHOWN, LATELY = 8, timedelta(days=3)
SORTS = ("recent", "name")
ADMINISTRATION: dict[str, str] = {
    "security:workspace_accounts": Security.MANAGE_ACCOUNTS,
    "security:workspace_roles": Security.MANAGE_ROLES,
    "hospital:workspace_places": Hospital.READ_PLACES,
    "security:workspace_activities": Security.READ_ACTIVITIES,
}
"""The pages of administration, and the permission that opens each: within a unit not all of them are held."""


@dataclass(frozen=True)
class PatientLine:
    """One of my patients, with the hints about the record."""

    person: PersonLine
    hint: Hint


@dataclass(frozen=True)
class ChangeLine:
    """Something that was written lately, and into whose record."""

    person: PersonLine
    change: RecentChange


@dataclass(frozen=True)
class Duty:
    """Work that waits: what it is, how much of it, and where it is done."""

    label: str
    sentence: str
    view: str
    icon: str
    count: int = 0


def home(request: HttpRequest) -> HttpResponseBase:
    """Today: my patients and what changed, for clinicians; the desk; what waits for privacy and administration."""
    actor = actor_of(request)
    if actor.is_patient:
        return redirect("home")
    context: dict[str, Any] = {
        "greeting": _greeting(actor),
        "today": timezone.localtime(clock.now()).date(),
        "duties": duties_of(actor),
        "is_clinician": actor.has(Records.READ_RECORD),
        "is_desk": actor.has(Patients.REGISTER_PATIENT),
        "may_search": actor.has(Patients.SEARCH_PATIENTS),
    }
    if actor.has(Records.READ_RECORD) or actor.has(Patients.REGISTER_PATIENT):
        context |= _people(request, actor)
    return TemplateResponse(request, "workspace/home.html", context)


def my_patients(request: HttpRequest) -> HttpResponseBase:
    """Everyone to whom I have a live relation, 50 a page."""
    actor = actor_of(request)
    sort = request.GET.get("sort", "")
    page = _related(actor, sort if sort in SORTS else SORTS[0], _number(request.GET.get("page", "")))
    ids = [line.subject_id for line in page.lines] if page else []
    disclose(request, ids)
    context = {"page": page, "lines": _with_hints(page, ids), "sort": sort if sort in SORTS else SORTS[0]}
    return TemplateResponse(request, "workspace/patients.html", context)


def duties_of(actor: Actor) -> list[Duty]:
    """The work that waits for the holder of these permissions."""
    found = []
    if actor.has(Security.BREAK_GLASS) and (asked := count_asked_of(actor)):
        found.append(
            Duty(
                _("Explanations asked of you"),
                _("About a record that you opened in an emergency."),
                "security:workspace_explanations",
                "shield-lock",
                asked,
            )
        )
    if actor.has(Security.REVIEW_BREAK_GLASS):
        found += _privacy_duties()
    if actor.has(Security.MANAGE_ACCOUNTS):
        found += _administration_duties(actor)
    return found


def _privacy_duties() -> list[Duty]:
    waiting, questions = count_openings(TO_REVIEW), count_questions(is_answered=False)
    return [
        Duty(
            _("Emergency access to review"),
            _("Each wants an answer: justified, or not.") if waiting else _("Nothing waits."),
            "security:workspace_reviews",
            "shield-lock",
            waiting,
        ),
        Duty(
            _("Patients' questions"),
            _("About who opened their record.") if questions else _("Nothing waits."),
            "security:workspace_questions",
            "message",
            questions,
        ),
        Duty(_("Who opened what"), _("Every look at a record."), "security:workspace_access_log", "eye"),
    ]


def _administration_duties(actor: Actor) -> list[Duty]:
    staff = count_accounts("staff", within=territory_of(actor, Security.MANAGE_ACCOUNTS))
    found = [
        Duty(
            _("Accounts"),
            _("%(count)d people of the staff can sign in.") % {"count": staff},
            "security:workspace_accounts",
            "users",
        ),
        Duty(_("Roles"), _("What each role may do."), "security:workspace_roles", "lock"),
        Duty(
            _("Places"),
            _("Buildings, wards, rooms and beds."),
            "hospital:workspace_places",
            "building-hospital",
        ),
        Duty(
            _("Activities"),
            _("Everything that was changed, by whom."),
            "security:workspace_activities",
            "history",
        ),
    ]
    return [duty for duty in found if ADMINISTRATION[duty.view] in actor.permissions]


def _people(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    page = _related(actor, SORTS[0], 1)
    lines = page.lines if page else ()
    ids = [line.subject_id for line in lines]
    is_clinician = actor.has(Records.READ_RECORD)
    shown = lines[:SHOWN]
    changes = _changes(lines) if is_clinician else []
    disclose(request, list({*(line.subject_id for line in shown), *(c.person.subject_id for c in changes)}))
    hints = hints_of(ids[:SHOWN]) if is_clinician else {}
    return {
        "lines": [PatientLine(line, hints.get(line.subject_id, Hint())) for line in shown],
        "total": page.total if page else 0,
        "is_being_rebuilt": page is None,
        "changes": changes,
    }


def _changes(lines: tuple[PersonLine, ...]) -> list[ChangeLine]:
    people = {line.subject_id: line for line in lines}
    changes = list_recent_changes(list(people), clock.now() - LATELY)
    return [ChangeLine(people[change.subject_id], change) for change in changes]


def _with_hints(page: PersonPage | None, ids: list[UUID]) -> list[PatientLine]:
    hints = hints_of(ids)
    return [PatientLine(line, hints[line.subject_id]) for line in page.lines] if page else []


def _related(actor: Actor, sort: str, page: int) -> PersonPage | None:
    """One page of my patients; None while the search copy is being rebuilt."""
    try:
        contacts_of = last_contacts if actor.has(Records.READ_RECORD) else None
        return list_related_patients(actor, sort=sort, page=page, contacts_of=contacts_of)
    except BeingRebuilt:
        return None


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 1


def _greeting(actor: Actor) -> str:
    hour = timezone.localtime(clock.now()).hour
    words = (
        _("Good morning") if 4 <= hour < 12 else _("Good afternoon") if 12 <= hour < 18 else _("Good evening")
    )
    return f"{words}, {actor.display}"
