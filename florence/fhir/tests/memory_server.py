"""A FHIR server that keeps its resources in memory: what the endpoints are tested against."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from florence.fhir import references, tokens
from florence.fhir.conditions import TokenCondition
from florence.fhir.interactions import Answer, KeyReused, Page, Stored, Unauthenticated, VersionConflict
from florence.fhir.issues import Invalid, Issue
from florence.fhir.search import Query
from florence.fhir.search_controls import write_cursor

Resource = dict[str, Any]
ResultT = TypeVar("ResultT")
ALL = frozenset(("read", "vread", "history-instance", "search-type", "create", "update", "delete"))
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass
class MemoryServer:
    """Keeps versions by id. Who asks is the bearer token: "may" may do all, "reads" may only read."""

    kept: dict[UUID, list[Stored]] = field(default_factory=dict)
    answers: dict[str, tuple[str, Answer]] = field(default_factory=dict)
    names: frozenset[str] = ALL
    coming: frozenset[str] = frozenset()

    def context(self, request: HttpRequest) -> str:
        who = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not who:
            raise Unauthenticated
        return who

    def interactions(self, kind: str) -> "MemoryServer | None":
        return self if kind in self.kinds() else None

    def kinds(self) -> Sequence[str]:
        return ["Encounter", "Observation", "Organization", "Patient"]

    def base(self, request: HttpRequest) -> str:
        return "https://h.example/fhir"

    def token_address(self, request: HttpRequest) -> str:
        return "https://h.example/oauth/token"

    def new_id(self) -> UUID:
        return uuid4()

    def in_transaction(self, context: str, work: Callable[[], ResultT], coming: frozenset[str]) -> ResultT:
        before = {identity: list(versions) for identity, versions in self.kept.items()}
        self.coming = coming
        try:
            return work()
        except BaseException:
            self.kept = before
            raise
        finally:
            self.coming = frozenset()

    def once(self, context: str, key: str, digest: str, work: Callable[[], Answer]) -> Answer:
        if key in self.answers:
            kept_digest, answer = self.answers[key]
            if kept_digest != digest:
                raise KeyReused
            return answer
        self.answers[key] = (digest, work())
        return self.answers[key][1]

    def read(self, context: str, kind: str, identity: UUID) -> Stored | None:
        versions = self.kept.get(identity, [])
        return versions[-1] if versions and versions[-1].kind == kind else None

    def read_version(self, context: str, kind: str, identity: UUID, version: int) -> Stored | None:
        versions = self.kept.get(identity, [])
        return versions[version - 1] if 0 < version <= len(versions) else None

    def history(self, context: str, kind: str, identity: UUID, count: int) -> Sequence[Stored]:
        return list(reversed(self.kept.get(identity, [])))[:count]

    def search(self, context: str, query: Query) -> Page:
        present = [versions[-1] for versions in self.kept.values()]
        found = [
            each
            for each in present
            if each.kind == query.kind and not each.deleted and self._meets(each, query)
        ]
        count = query.controls.count
        cursor = write_cursor(None, str(found[count - 1].id)) if 0 < count < len(found) else ""
        return Page(() if query.controls.only_count else found[:count], (), len(found), cursor)

    def _meets(self, stored: Stored, query: Query) -> bool:
        held = {(each.parameter, each.system, each.code) for each in tokens.extract(stored.resource)}
        return all(
            any((condition.parameters[0], system, code) in held for system, code in condition.values)
            for condition in query.conditions
            if isinstance(condition, TokenCondition)
        )

    def create(self, context: str, kind: str, resource: Resource, identity: UUID | None = None) -> Stored:
        self._check(context, resource)
        stored = Stored(kind, identity or uuid4(), 1, MOMENT, resource)
        self.kept[stored.id] = [stored]
        return stored

    def update(
        self, context: str, kind: str, identity: UUID, resource: Resource, version: int | None
    ) -> Stored:
        self._check(context, resource)
        versions = self.kept.get(identity)
        if not versions:
            raise LookupError
        if version not in (None, versions[-1].version):
            raise VersionConflict
        versions.append(Stored(kind, identity, versions[-1].version + 1, MOMENT, resource))
        return versions[-1]

    def delete(self, context: str, kind: str, identity: UUID) -> Stored | None:
        versions = self.kept.get(identity)
        if not versions:
            return None
        versions.append(Stored(kind, identity, versions[-1].version + 1, MOMENT, {}, deleted=True))
        return versions[-1]

    def _check(self, context: str, resource: Resource) -> None:
        if context != "may":
            raise PermissionDenied("You may read, but not write.")
        for node in references.walk(resource):
            target = references.split(node["reference"])
            if target and node["reference"] not in self.coming and not self._has(target[1]):
                raise Invalid([Issue(resource["resourceType"], "not-found", "refers to nothing")])

    def _has(self, identity: str) -> bool:
        with contextlib.suppress(ValueError):
            return UUID(identity) in self.kept
        return False
