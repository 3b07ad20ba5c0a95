"""The names of subjects for the pages of security, which itself knows no patient.

`config` says at start who reads names and who finds people by them. The reader answers within the open scope, so
that it gives no name which the actor may not see.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from florence.security.actors import Actor


@dataclass(frozen=True)
class SubjectName:
    """Who a subject is, by two marks: the name as it is shown, and the hospital number."""

    name: str
    number: str = ""
    born: date | None = None


class SearchNotReady(Exception):
    """Nobody can be found by name just now: the names are being put together again."""


Reader = Callable[[list[UUID]], dict[UUID, SubjectName]]
Finder = Callable[[Actor, str], list[UUID]]

_reader: Reader = lambda subject_ids: {}  # noqa: E731
_finder: Finder = lambda actor, text: []  # noqa: E731


def use(*, reader: Reader, finder: Finder) -> None:
    """Set who reads and finds names, once, when the application starts."""
    global _reader, _finder
    _reader, _finder = reader, finder


def read_names(subject_ids: Iterable[UUID]) -> dict[UUID, SubjectName]:
    """The names of subjects; one that can't be read, as after an erasure, is said to have none."""
    wanted = list(dict.fromkeys(subject_ids))
    known = _reader(wanted) if wanted else {}
    return {
        subject_id: known.get(subject_id) or SubjectName(_("Name not available")) for subject_id in wanted
    }


def find_subjects(actor: Actor, text: str) -> list[UUID]:
    """The subjects that a name or number means, the likeliest first; raises SearchNotReady."""
    return _finder(actor, text) if text.strip() else []
