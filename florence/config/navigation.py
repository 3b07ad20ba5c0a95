"""The pages that the navigation offers, by work: each to those who may open it, none before it exists."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from florence.hospital.policies import Permission as Hospital
from florence.interchange.policies import Permission as Interchange
from florence.patients.policies import Permission as Patients
from florence.records.policies import Permission as Records
from florence.security.actors import Actor
from florence.security.policies import Permission as Security
from florence.security.queries.break_glass import TO_REVIEW, count_openings
from florence.security.queries.drafts import count_drafts
from florence.security.queries.questions import count_questions
from florence.security.scope import has_scope
from florence.staff.policies import Permission as Staff
from florence.ui.shell import NavigationGroup, NavigationItem


def count_nothing(actor: Actor) -> int:
    """Of most pages nothing is counted."""
    return 0


@dataclass(frozen=True)
class Entry:
    """One page: its words, its address by name, its icon, and the permissions of which one is needed."""

    label: str | Promise
    view: str
    icon: str
    permissions: tuple[str, ...] = ()
    on_phone: bool = False
    count: Callable[[Actor], int] = count_nothing
    count_words: str | Promise = ""


@dataclass(frozen=True)
class Section:
    """Pages under one heading."""

    label: str | Promise
    entries: tuple[Entry, ...]


WORKSPACE = (
    Section(
        _("My work"),
        (
            Entry(_("Today"), "workspace:workspace_home", "home", on_phone=True),
            Entry(_("Drafts"), "own:drafts", "pencil", count=count_drafts, count_words=_("not saved yet")),
        ),
    ),
    Section(
        _("Care"),
        (
            Entry(
                _("My patients"),
                "workspace:workspace_patients",
                "stethoscope",
                (Records.READ_RECORD,),
                on_phone=True,
            ),
            Entry(
                _("Find a patient"),
                "patients:workspace_search",
                "search",
                (Patients.SEARCH_PATIENTS,),
                on_phone=True,
            ),
            Entry(
                _("Register a patient"),
                "patients:workspace_register",
                "user-plus",
                (Patients.REGISTER_PATIENT,),
            ),
            Entry(_("Unknown patient"), "records:workspace_arrive", "ambulance", (Records.REGISTER_ARRIVAL,)),
        ),
    ),
    Section(
        _("Privacy"),
        (
            Entry(
                _("Emergency access"),
                "security:workspace_reviews",
                "shield-lock",
                (Security.REVIEW_BREAK_GLASS,),
                on_phone=True,
                count=lambda actor: count_openings(TO_REVIEW),
                count_words=_("to review"),
            ),
            Entry(_("Who opened what"), "security:workspace_access_log", "eye", (Security.READ_ACCESS_LOG,)),
            Entry(
                _("Patients' questions"),
                "security:workspace_questions",
                "message",
                (Security.ANSWER_QUESTIONS,),
                count=lambda actor: count_questions(is_answered=False),
                count_words=_("without an answer"),
            ),
        ),
    ),
    Section(
        _("Administration"),
        (
            Entry(
                _("Accounts"),
                "security:workspace_accounts",
                "users",
                (Security.MANAGE_ACCOUNTS,),
                on_phone=True,
            ),
            Entry(_("Roles"), "security:workspace_roles", "lock", (Security.MANAGE_ROLES,)),
            Entry(
                _("Session limits"), "security:workspace_session_limits", "clock", (Security.MANAGE_PLACES,)
            ),
            Entry(
                _("Workstations"),
                "security:workspace_workstations",
                "device-laptop",
                (Security.MANAGE_WORKSTATIONS,),
            ),
            Entry(
                _("Programs"),
                "interchange:workspace_clients",
                "arrows-exchange",
                (Interchange.MANAGE_CLIENTS,),
            ),
            Entry(_("Activities"), "security:workspace_activities", "history", (Security.READ_ACTIVITIES,)),
            Entry(_("Departments"), "hospital:workspace_departments", "sitemap", (Hospital.READ_PLACES,)),
            Entry(_("Places"), "hospital:workspace_places", "building-hospital", (Hospital.READ_PLACES,)),
            Entry(_("Staff"), "staff:workspace_staff", "users", (Staff.READ_STAFF,)),
        ),
    ),
)

PORTAL = (
    Section(
        "",
        (
            Entry(_("Home"), "portal:portal_home", "home"),
            Entry(_("My record"), "portal:portal_record", "notes"),
            Entry(_("Results"), "portal:portal_results", "test-pipe"),
            Entry(_("Who looked"), "portal:portal_access", "eye"),
            Entry(_("More"), "portal:portal_more", "menu-2"),
        ),
    ),
)


def navigation_for(actor: Actor, path: str) -> list[NavigationGroup]:
    """The groups of pages that the actor may open, with the one at the path marked."""
    groups = _groups(actor.permissions, actor.is_patient, get_language())
    current = _current(PORTAL if actor.is_patient else WORKSPACE, path)
    return [
        NavigationGroup(label, [_now(actor, entry, item, current) for entry, item in items])
        for label, items in groups
    ]


def first_page(actor: Actor) -> str:
    """The address with which the actor's work begins: the home of its face, else the first page it may open."""
    sections = PORTAL if actor.is_patient else WORKSPACE
    for section in sections:
        for entry in section.entries:
            if may_open(actor.permissions, entry):
                return address_of(entry.view)
    return address_of("own:settings") or "/accounts/sessions/"


def may_open(permissions: Collection[str], entry: Entry) -> bool:
    """Whether the page exists and one of the permissions opens it."""
    if not address_of(entry.view):
        return False
    return not entry.permissions or any(permission in permissions for permission in entry.permissions)


@cache
def address_of(view: str) -> str:
    """The address of a page by its name, or "" when there is no such page."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=500, typed=True)  # typed: the permissions of the product itself are no empty set
def _groups(
    permissions: frozenset[str], is_patient: bool, language: str | None
) -> list[tuple[str, list[tuple[Entry, NavigationItem]]]]:
    """Headings and pages, in the words of the language that is spoken now, before anything is counted."""
    groups = [
        (
            str(section.label),
            [(entry, _item(entry)) for entry in section.entries if may_open(permissions, entry)],
        )
        for section in (PORTAL if is_patient else WORKSPACE)
    ]
    return [(label, items) for label, items in groups if items]


def _item(entry: Entry) -> NavigationItem:
    return NavigationItem(
        label=str(entry.label),
        url=address_of(entry.view),
        icon=entry.icon,
        count_words=str(entry.count_words),
        phone=entry.on_phone,
    )


def _now(actor: Actor, entry: Entry, item: NavigationItem, current: Entry | None) -> NavigationItem:
    """The page as it stands now: marked when it is open, with what needs action."""
    count = entry.count(actor) if entry.count is not count_nothing and has_scope() else 0
    return replace(item, count=count, current=entry is current) if count or entry is current else item


def _current(sections: tuple[Section, ...], path: str) -> Entry | None:
    """The entry whose address is the longest beginning of the path."""
    matching = [
        (len(address), entry)
        for section in sections
        for entry in section.entries
        if (address := address_of(entry.view)) and path.startswith(address)
    ]
    return max(matching, key=lambda pair: pair[0], default=(0, None))[1]
