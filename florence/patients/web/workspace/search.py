"""One box for finding people; answers as one types, or after Enter without a script."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from florence.patients.policies import Permission
from florence.patients.queries import search
from florence.patients.queries.people import PersonLine
from florence.patients.search_copy import BeingRebuilt
from florence.patients.web import addresses
from florence.security.actors import POPULATION, Actor
from florence.security.policies import Permission as Security
from florence.security.web import rules
from florence.security.web.identity import actor_of

SHOWN = 20


@dataclass(frozen=True)
class Hit:
    """One line of the answer: who, where it leads, and whether a reason will be asked there."""

    person: PersonLine
    url: str
    chart_url: str
    identity_url: str
    asks_reason: bool

    @property
    def name(self) -> str:
        """Family name in capitals, then the given ones."""
        given = self.person.given
        return f"{self.person.family.upper()}, {given}" if given else self.person.family

    @property
    def preferred(self) -> str:
        """The name the person goes by, when it is not the given one."""
        return "" if self.person.preferred == self.person.given else self.person.preferred

    @property
    def spoken(self) -> str:
        """The name as buttons say it."""
        return f"{self.person.family} {self.person.given}"


def search_patients(request: HttpRequest) -> HttpResponseBase:
    """The search page; what was typed comes in the body of the request, never in the address."""
    context = found_in(request)
    template = "_found" if request.headers.get("HX-Request") == "true" else "search"
    return TemplateResponse(request, f"patients/workspace/{template}.html", context)


def found_in(request: HttpRequest) -> dict[str, Any]:
    """Whom the text in the body of a request finds, each noted for the log, as `_found.html` shows it."""
    actor, text = actor_of(request), request.POST.get("q", "").strip("\n")
    context: dict[str, Any] = {
        "text": text,
        "search_text": text,
        "hits": [],
        "is_rebuilding": False,
        "is_searched": bool(text.strip()),
    }
    if text.strip():
        try:
            found = search.find_patients(actor, text, SHOWN + 1)
        except BeingRebuilt:
            context["is_rebuilding"] = True
        else:
            shown = found[:SHOWN]
            context["hits"] = [hit_for(actor, each.line) for each in shown]
            context["has_more"] = len(found) > SHOWN
            rules.disclose(request, [each.subject_id for each in shown], query_hash=search.query_hash(text))
    context["register_url"] = (
        reverse("patients:workspace_register") if actor.has(Permission.REGISTER_PATIENT) else ""
    )
    return context


def hit_for(actor: Actor, person: PersonLine) -> Hit:
    """A line with the links that the actor may follow: the chart if a role has charts, else the identity."""
    chart = addresses.chart_for(actor, person.subject_id)
    identity = addresses.identity_for(actor, person.subject_id)
    is_open = person.is_related or actor.reach == POPULATION
    needs_reason = bool(chart) and not is_open
    if needs_reason and not actor.has(Security.BREAK_GLASS):
        chart, needs_reason = "", False
    return Hit(person, chart or identity, chart, identity, needs_reason)
