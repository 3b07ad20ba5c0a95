"""One box for everything: pages, departments, colleagues and patients."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from florence.hospital.policies import Permission as Hospital
from florence.hospital.queries.house import list_units
from florence.patients.web.workspace.search import found_in
from florence.security.actors import Actor
from florence.security.territory import territory_of
from florence.security.web.identity import actor_of
from florence.security.web.typed_words import typed
from florence.staff.policies import Permission as Staff
from florence.staff.queries.directory import list_staff

SHOWN, SHORTEST = 6, 2


@dataclass(frozen=True)
class Place:
    """A department or a colleague: the name, more words, and where it leads."""

    name: str
    detail: str
    url: str
    icon: str


def find(request: HttpRequest) -> HttpResponseBase:
    """What the text in the body of the request means, never in the address; the search for patients is logged."""
    context = found_in(request)
    text = typed(request, "q")
    if len(text) >= SHORTEST:
        actor = actor_of(request)
        context["places"] = [*_departments(actor, text), *_colleagues(actor, text)]
    template = "_find" if request.headers.get("HX-Request") == "true" else "find"
    return TemplateResponse(request, f"workspace/{template}.html", context)


def _departments(actor: Actor, text: str) -> list[Place]:
    if not actor.has(Hospital.READ_PLACES):
        return []
    url = reverse("hospital:workspace_departments")
    known = list_units(territory_of(actor, Hospital.READ_PLACES))
    units = [unit for unit in known if not unit.is_closed and text.casefold() in unit.name.casefold()]
    return [Place(unit.name, unit.kind_words, url, "sitemap") for unit in units[:SHOWN]]


def _colleagues(actor: Actor, text: str) -> list[Place]:
    if not actor.has(Staff.READ_STAFF):
        return []
    people = [
        line
        for line in list_staff(text=text, within=territory_of(actor, Staff.READ_STAFF))
        if not line.has_left
    ]
    return [
        Place(line.name, ", ".join(filter(None, (line.specialty, line.unit))), _directory(line.name), "users")
        for line in people[:SHOWN]
    ]


def _directory(name: str) -> str:
    return f"{reverse('staff:workspace_staff')}?{urlencode({'name': name})}"
