"""Documents and reports."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.template.defaultfilters import filesizeformat
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
_ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_FILE = re.compile(f"Binary/({_ID})")
_ANY_FILE = re.compile(f"(?:.*/)?Binary/({_ID})(?:/_history/[0-9]+)?", re.IGNORECASE)
_FORMATS: dict[str, str] = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}


@dataclass(frozen=True)
class AttachedFile:
    """The file of a document: where it is kept, its media type, and its size in bytes (None: not said)."""

    id: UUID
    content_type: str
    size: int | None

    @property
    def is_picture(self) -> bool:
        """Whether a page can show it."""
        return self.content_type in ("image/jpeg", "image/png")

    @property
    def words(self) -> str:
        """What it is and how large, such as "PDF, 1.2 MB"."""
        kind = _FORMATS.get(self.content_type, self.content_type)
        return kind if self.size is None else f"{kind}, {filesizeformat(self.size)}"


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
    file: AttachedFile | None = None
    is_dated: bool = True

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
        kind=words_of(next(iter(resource.get("category") or ()), None)) or _kind_of(resource),
        status=str(_STATUSES.get(resource.get("status", ""), _("Status not recorded"))),
        is_withdrawn=is_withdrawn(resource),
        written=read_time(_creation(resource))
        or read_time(resource.get("date"))
        or time_in(resource, "effective")
        or read_time(resource.get("issued")),
        author=author_of(resource, names),
        text=str(resource.get("conclusion") or ""),
        excerpt=str(resource.get("conclusion") or "") or _beginning(resource),
        results=tuple(str(each["display"]) for each in resource.get("result") or () if each.get("display")),
        file=file_of(resource),
        is_dated=bool(_creation(resource)) or file_of(resource) is None,
    )


def _creation(resource: dict[str, Any]) -> str | None:
    """When the first attachment was made, as FHIR writes it; the date of a DocumentReference is its filing."""
    attachments = (each.get("attachment") or {} for each in resource.get("content") or ())
    return next((str(each["creation"]) for each in attachments if each.get("creation")), None)


def is_withdrawn(resource: dict[str, Any]) -> bool:
    """Whether the document was entered in error."""
    return resource.get("status") in _WITHDRAWN or resource.get("docStatus") in _WITHDRAWN


def file_of(resource: dict[str, Any]) -> AttachedFile | None:
    """The first file of a document that is kept in the record; None when its content stands elsewhere."""
    for content in resource.get("content") or ():
        attachment = content.get("attachment") or {}
        found = _FILE.fullmatch(str(attachment.get("url") or ""))
        if found:
            size = attachment.get("size")
            return AttachedFile(UUID(found[1]), str(attachment.get("contentType") or ""), size)
    return None


def files_of(resource: dict[str, Any]) -> list[UUID]:
    """The ids of all files that a document names, by whatever address and in whatever version."""
    urls = (str((each.get("attachment") or {}).get("url") or "") for each in resource.get("content") or ())
    return [UUID(found[1]) for url in urls if (found := _ANY_FILE.fullmatch(url))]


def _kind_of(resource: dict[str, Any]) -> str:
    """What a document is when no category says so: of one with a title of its own, its type."""
    own = words_of(resource.get("type")) if resource.get("description") else ""
    return own or _kind(resource["resourceType"])


def _kind(resource_type: str) -> str:
    names = {"DiagnosticReport": _("Report"), "Composition": _("Note"), "DocumentReference": _("Document")}
    return names.get(resource_type, _("Document"))


def _beginning(resource: dict[str, Any]) -> str:
    """The first paragraph of the text, "" without one."""
    return next((line for passage in passages_of(resource) for line in passage.paragraphs), "")
