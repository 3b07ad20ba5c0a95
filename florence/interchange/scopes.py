"""The grammar of scopes: SMART App Launch 2.2 (http://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html).

A scope such as system/Observation.rs gives read and search of Observations; * stands for every type. The words of
version 1 (.read, .write, .*) are understood. Scopes with a search (?category=…) are refused: they would have to
narrow every answer.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from florence.fhir.definitions import tables

CREATE, READ, UPDATE, DELETE, SEARCH = "c", "r", "u", "d", "s"
LETTERS = "cruds"
_FIRST_VERSION = {"read": "rs", "write": "cud", "*": "cruds"}
_SCOPE = re.compile(r"(system|user|patient)/(\*|[A-Z][A-Za-z]+)\.(read|write|\*|c?r?u?d?s?)")


@dataclass(frozen=True)
class Scope:
    """One scope: for whom (system, user, patient), for which type ("*" is every), and what (letters of cruds)."""

    context: str
    kind: str
    letters: frozenset[str]

    def gives(self, kind: str, letter: str) -> bool:
        """Whether it allows an interaction with a type."""
        return self.kind in ("*", kind) and letter in self.letters

    def holds(self, other: "Scope") -> bool:
        """Whether everything that the other allows is allowed by this one."""
        return (
            self.context == other.context and self.kind in ("*", other.kind) and other.letters <= self.letters
        )


@lru_cache(maxsize=1_000)
def parse(text: str) -> Scope | None:
    """The scope that a text names; None for a text that names none, or a type that R4 does not have."""
    match = _SCOPE.fullmatch(text)
    if match is None:
        return None
    context, kind, what = match.groups()
    letters = _FIRST_VERSION.get(what, what)
    if not letters or (kind != "*" and kind not in tables.resource_types()):
        return None
    return Scope(context, kind, frozenset(letters))


def parse_all(texts: Iterable[str]) -> tuple[Scope, ...]:
    """The scopes among some texts; what is none is left out and so gives nothing."""
    return tuple(scope for text in texts if (scope := parse(text)) is not None)


def allows(scopes: Iterable[Scope], contexts: Iterable[str], kind: str, letter: str) -> bool:
    """Whether one of the scopes for one of the contexts allows an interaction with a type."""
    wanted = tuple(contexts)
    return any(scope.context in wanted and scope.gives(kind, letter) for scope in scopes)


def is_within(text: str, granted: Iterable[str]) -> bool:
    """Whether a scope is one that a client with the granted scopes may ask for."""
    asked = parse(text)
    return asked is not None and any(scope.holds(asked) for scope in parse_all(granted))
