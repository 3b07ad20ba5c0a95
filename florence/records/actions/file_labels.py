"""The labels of a file: as high as those of every document that names it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from florence.fhir.issues import Invalid, Issue
from florence.records.models import Resource
from florence.records.reading.documents import files_of
from florence.records.store import FACTS
from florence.security import labels
from florence.security.actors import SYSTEM, Actor
from florence.security.doors import step
from florence.security.scope import current_scope

Labels = tuple[int, list[str]]
_TOO_HIGH = "names a file that must be marked first, and higher than you may see"


@step
def carry_labels(row: Resource, resource: dict[str, Any], before: dict[str, Any] | None = None) -> None:
    """Mark the files of a document that was just stored, or a file that was just changed.

    `before` is what the row held before it was changed. A file of another subject stays as it is. Raises Invalid
    (422) when the file would then be out of the sight of the one who acts.
    """
    if row.type == "Binary" and before is not None:
        _mark(row, _needed(row))
    elif row.type == "DocumentReference":
        for file in _files(row, {*files_of(resource), *files_of(before or {})}):
            _mark(file, _carried(file, row, is_new=before is None))


def labelled_content(row: Resource) -> dict[str, Any] | None:
    """What a row holds before it is changed, when its labels or those of its files may follow; None for the rest."""
    return FACTS.content(row) if row.type in ("Binary", "DocumentReference") else None


def _files(document: Resource, ids: Iterable[UUID]) -> list[Resource]:
    """The files of the document's own subject among those named, locked in one order."""
    if document.subject_id is None:
        return []
    found = FACTS.rows.filter(id__in=list(ids), type="Binary", subject_id=document.subject_id)
    return list(found.order_by("id").select_for_update())


def _carried(file: Resource, document: Resource, *, is_new: bool) -> Labels:
    # A document more can only raise, and a file as high as the document that names it needs no other looked at.
    if is_new or _labels(file) == _labels(document):
        return labels.highest([_labels(file), _labels(document)])
    return _needed(file)


def _needed(file: Resource) -> Labels:
    """What the file's subject, the file itself, and every document that names it ask for."""
    subject = file.subject
    if subject is None:
        return _labels(file)
    documents = FACTS.rows.filter(subject_id=subject.id, type="DocumentReference")
    naming = [_labels(row) for row, resource in FACTS.open_all(documents) if file.id in files_of(resource)]
    own = labels.labels_of(FACTS.content(file))
    return labels.highest([(subject.level, subject.categories), own, *naming])


def _mark(file: Resource, wanted: Labels) -> None:
    if wanted == _labels(file):
        return
    if not _sees(current_scope().actor, wanted):
        raise Invalid([Issue("DocumentReference.content", "business-rule", _TOO_HIGH)], 422)
    FACTS.mark(file, *wanted)


def _labels(row: Resource) -> Labels:
    return row.level, sorted(row.categories)


def _sees(actor: Actor, wanted: Labels) -> bool:
    level, categories = wanted
    return actor.reach == SYSTEM or (level <= actor.level and not actor.withheld.intersection(categories))
