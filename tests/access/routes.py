"""Every address of the product, and the arguments with which the matrix opens it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID, uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from florence.hospital.models import Location, Organization
from florence.security.models import PlaceLimit, Role, RoleAssignment
from florence.security.scope import scope
from tests.access.cast import SYSTEM, World


@dataclass(frozen=True)
class Route:
    """One address: its full name, the names of its arguments, and its rule."""

    name: str
    arguments: tuple[str, ...]
    rule: Any


def routes() -> list[Route]:
    """Every address of the URLconf."""
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(part for part in (namespace, entry.namespace) if part)
            yield from _walk(entry, inner)
        else:
            yield _route(entry, namespace)


def _route(pattern: URLPattern, namespace: str) -> Route:
    name = f"{namespace}:{pattern.name}" if namespace else str(pattern.name)
    converters = pattern.pattern.converters or pattern.pattern.regex.groupindex
    rule = getattr(pattern.callback, "__florence_rule__", None)
    return Route(name, tuple(converters), rule)


@dataclass(frozen=True)
class Address:
    """A path, and whose record it is about ("" when it names no patient)."""

    path: str
    whose: str


def addresses(route: Route, world: World) -> Iterator[Address]:
    """The paths of a route for every patient and every entry, foreign ones inside own ones included."""
    whose: list[tuple[str, UUID | None]] = [("", None)]
    if "subject_id" in route.arguments:
        whose = [(name, person.id) for name, person in world.people.items()] + [("unknown", uuid4())]
    others = [name for name in route.arguments if name != "subject_id"]
    for name, subject_id in whose:
        for values in product(*(pool(argument, world) for argument in others)):
            words = dict(zip(others, values, strict=True))
            if subject_id is not None:
                words["subject_id"] = subject_id
            yield Address(reverse(route.name, kwargs=words), name)


def pool(argument: str, world: World) -> list[Any]:
    """The values of one argument."""
    if argument in world.ids:
        return world.ids[argument]
    related, foreign = world.people["related"], world.people["foreign"]
    if argument in ("entry_id", "fact_id", "document_id"):
        return [related.facts[1], related.facts[-3], foreign.facts[0]]
    world.ids[argument] = _looked_up(argument, world)
    return world.ids[argument]


def _looked_up(argument: str, world: World) -> list[Any]:
    with scope(SYSTEM, "test"):
        rows = {
            "account_id": [world.accounts["patient"].id, world.accounts["nurse"].id],
            "role_id": list(Role.objects.filter(code="nurse").values_list("id", flat=True)),
            "assignment_id": list(RoleAssignment.objects.values_list("id", flat=True)[:1]),
            "place_id": list(PlaceLimit.objects.values_list("id", flat=True)[:1]),
            "organization_id": list(Organization.objects.values_list("id", flat=True)[:1]) or [uuid4()],
            "location_id": list(Location.objects.values_list("id", flat=True)[:1]) or [uuid4()],
        }
    return rows.get(argument) or _PLAIN.get(argument) or [uuid4()]


_PLAIN: dict[str, list[Any]] = {
    "part": ["names", "contact", "about"],
    "name": ["allergies", "problems", "medicines", "vitals", "vaccinations", "visits", "nothing"],
    "day": ["2026-11-24", "2026-01-02"],
    "form": ["allergy"],
    "place": [0, 1],
    "pk": [1],
    "uidb36": ["1"],
    "key": ["set-password"],
    "kind": ["Patient", "Observation"],
    "identity": ["x"],
    "version": ["1"],
}
