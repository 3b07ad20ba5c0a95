"""Sending requests as every kind of viewer, and looking for canaries in whatever comes back."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client

from florence.security.tests.browsing import signed_in
from florence.security.web import identity
from tests.access.cast import World
from tests.access.matrix import SEES

BUSY = 503
# Whole words: the random secret of a form may hold such letters by chance, in the midst of others.
CANARY = re.compile(r"(?<![a-z0-9])zq[a-z]{10}wx(?![a-z0-9])", re.IGNORECASE)


@dataclass
class Findings:
    """What the probes have found."""

    probes: int = 0
    leaks: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seen: dict[str, Counter[str]] = field(default_factory=dict)


class Prober:
    """Sends requests for one world; each request is undone before the next."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.findings = Findings()
        self._cookies = {
            name.replace(" ", "_"): signed_in(account).cookies.output(header="", sep=";").strip()
            for name, account in world.accounts.items()
        }
        self._tokens = {name.replace(" ", "_"): token for name, token in world.tokens.items()}

    @property
    def people(self) -> list[str]:
        """The viewers with a browser."""
        return ["nobody", *self._cookies]

    @property
    def programs(self) -> list[str]:
        """The viewers with a token."""
        return list(self._tokens)

    def send(self, viewer: str, method: str, path: str, body: Any = None, **headers: str) -> HttpResponseBase:
        """One request, answered and undone; canaries that it sends itself are not counted in its answer."""
        client = Client(raise_request_exception=False)
        if viewer in self._cookies:
            client.cookies.load(self._cookies[viewer])
        if viewer in self._tokens:
            headers["Authorization"] = f"Bearer {self._tokens[viewer]}"
        undo = transaction.savepoint()
        try:
            answer = _answered(client, method, path, body, headers)
        finally:
            connection.needs_rollback = False
            transaction.savepoint_rollback(undo)
            if method != "GET":
                identity._remembered.cache_clear()
        self._examine(viewer, method, path, body, answer)
        return answer

    def _examine(self, viewer: str, method: str, path: str, body: Any, answer: HttpResponseBase) -> None:
        self.findings.probes += 1
        sent = {word.casefold() for word in CANARY.findall(f"{path} {body}")}
        found = {word.casefold() for word in CANARY.findall(_text_of(answer))} - sent
        groups = Counter(self.world.canaries.group_of.get(word, "unknown") for word in found)
        self.findings.seen.setdefault(viewer, Counter()).update(groups)
        leaked = {group: count for group, count in groups.items() if group not in SEES[viewer]}
        if leaked:
            self.findings.leaks.append(f"{viewer} {method} {path} → {answer.status_code}: {leaked}")
        if answer.status_code >= 500 and answer.status_code != BUSY:
            self.findings.faults.append(f"{viewer} {method} {path} → {answer.status_code}")


def _answered(client: Client, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
    send = getattr(client, method.casefold())
    if method in ("GET", "HEAD", "OPTIONS"):
        return send(path, headers=headers)
    if isinstance(body, bytes):
        return send(path, body, content_type="application/fhir+json", headers=headers)
    return send(path, body or {}, headers=headers)


def _text_of(answer: HttpResponseBase) -> str:
    parts: Iterable[bytes] = answer.streaming_content if answer.streaming else [answer.content]  # type: ignore[attr-defined]
    body = b"".join(parts).decode("utf-8", errors="replace")
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    cookies = answer.cookies.output() if hasattr(answer, "cookies") else ""
    return f"{headers} {cookies} {body}"


def is_refused(answer: HttpResponseBase) -> bool:
    """Whether an answer says no: refused, not found, or to the sign-in page."""
    if answer.status_code in (401, 403, 404):
        return True
    return answer.status_code in (302, 303) and "/accounts/login/" in answer.headers["Location"]


def as_json(resource: Any) -> bytes:
    """A FHIR body."""
    return json.dumps(resource, default=str).encode()
