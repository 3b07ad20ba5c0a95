"""One letter, note or report of the own record."""

from dataclasses import dataclass
from uuid import UUID

from florence.portal.rules.entries import document_line
from florence.portal.rules.lines import Line
from florence.portal.rules.times import day_words
from florence.records.queries.chart import Chart
from florence.records.queries.facts import get_fact, list_facts
from florence.records.queries.lists import DOCUMENTS
from florence.records.queries.named import names_in
from florence.records.reading.copies import DOCUMENTS as PAPERS
from florence.records.reading.copies import part_of
from florence.records.reading.documents import AttachedFile, Document, read_document
from florence.records.reading.narratives import Passage, passages_of


def list_papers(chart: Chart) -> list[Document]:
    """Letters, notes and reports, newest first; reports of laboratory tests stand among the results."""
    facts = [fact for fact in list_facts(chart.subjects, *DOCUMENTS) if part_of(fact.resource) == PAPERS]
    names = names_in(fact.resource for fact in facts)
    found = [read_document(fact.row, fact.resource, names) for fact in facts]
    # Linked records may hold the same paper twice.
    once = {(each.title, each.kind, day_words(each.written)): each for each in reversed(found)}
    return [each for each in reversed(once.values()) if not each.is_withdrawn]


@dataclass(frozen=True)
class OpenDocument:
    """A document with its text, and the names of the results it reports."""

    line: Line
    passages: tuple[Passage, ...]
    results: tuple[str, ...]
    id: UUID
    file: AttachedFile | None


def get_document(chart: Chart, document_id: UUID) -> OpenDocument | None:
    """A document to read; None when there is none, or it was withdrawn."""
    fact = get_fact(chart.subjects, document_id, *DOCUMENTS)
    if fact is None:
        return None
    document = read_document(fact.row, fact.resource, names_in([fact.resource]))
    if document.is_withdrawn:
        return None
    return OpenDocument(
        document_line(document),
        tuple(passages_of(fact.resource)),
        document.results,
        document.id,
        document.file,
    )
