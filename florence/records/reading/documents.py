"""Documents and reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.fhir.rows import ResourceRow
from florence.records.reading.concepts import name_of, words_of
from florence.records.reading.narratives import passages_of
from florence.records.reading.people import author_of
from florence.records.reading.test_names import few_of, short_name
from florence.records.reading.times import RecordedTime, read_time, time_in

_STATUSES: dict[str, Promise] = {
    "current": gettext_lazy("Current"),
    "superseded": gettext_lazy("Replaced by a newer one"),
    "registered": gettext_lazy("Waiting for the result"),
    "partial": gettext_lazy("Partly reported"),
    "preliminary": gettext_lazy("Preliminary"),
    "final": gettext_lazy("Final"),
    "amended": gettext_lazy("Changed after it was final"),
    "corrected": gettext_lazy("Corrected"),
    "appended": gettext_lazy("Added to after it was final"),
    "cancelled": gettext_lazy("Cancelled"),
}
_WITHDRAWN = ("entered-in-error",)


@dataclass(frozen=True)
class Document:
    """A letter, a report, a note or a file; `text` is what can be read of it here."""

    id: UUID
    version: int
    title: str
    kind: str
    status: str
    is_withdrawn: bool
    written: RecordedTime | None
    author: str
    text: str
    results: tuple[str, ...]
    excerpt: str = ""

    @property
    def results_words(self) -> str:
        """The first of its results by name, and how many more it holds."""
        return few_of(self.results)


def read_document(row: ResourceRow, resource: dict[str, Any], names: Mapping[str, str]) -> Document:
    """The entry that a DocumentReference, Composition or DiagnosticReport makes."""
    kind = resource["resourceType"]
    concept = resource.get("code") if kind == "DiagnosticReport" else resource.get("type")
    return Document(
        id=row.id,
        version=row.version,
        title=str(resource.get("title") or resource.get("description") or short_name("", name_of(concept))),
        kind=words_of(next(iter(resource.get("category") or ()), None)) or _kind(kind),
        status=str(_STATUSES.get(resource.get("status", ""), _("Status not recorded"))),
        is_withdrawn=resource.get("status") in _WITHDRAWN or resource.get("docStatus") in _WITHDRAWN,
        written=read_time(resource.get("date"))
        or time_in(resource, "effective")
        or read_time(resource.get("issued")),
        author=author_of(resource, names),
        text=str(resource.get("conclusion") or ""),
        excerpt=str(resource.get("conclusion") or "") or _beginning(resource),
        results=tuple(str(each["display"]) for each in resource.get("result") or () if each.get("display")),
    )


def _kind(resource_type: str) -> str:
    names = {"DiagnosticReport": _("Report"), "Composition": _("Note"), "DocumentReference": _("Document")}
    return names.get(resource_type, _("Document"))


def _beginning(resource: dict[str, Any]) -> str:
    """The first paragraph of the text, "" without one."""
    return next((line for passage in passages_of(resource) for line in passage.paragraphs), "")
