"""Files of the record: what a document points to."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from florence.foundation.uploads import EXTENSIONS
from florence.records.queries.facts import get_fact
from florence.records.reading.documents import file_of, is_withdrawn


@dataclass(frozen=True)
class StoredFile:
    """A file to hand out: its title, media type and bytes."""

    title: str
    content_type: str
    data: bytes

    @property
    def name(self) -> str:
        """A name for the reader's disk, made of the title's letters and digits."""
        words = "".join(each if each.isalnum() else " " for each in self.title).split()
        return f"{'-'.join(words)[:80] or 'document'}.{EXTENSIONS[self.content_type]}"


def get_file(subjects: Sequence[UUID], document_id: UUID) -> StoredFile | None:
    """The file of a document of the person.

    None when there is none for the reader, when the document was withdrawn, and when the file is of a kind that was
    never cleaned here: such a file is not handed to a browser.
    """
    document = get_fact(subjects, document_id, "DocumentReference")
    if document is None or is_withdrawn(document.resource):
        return None
    named = file_of(document.resource)
    stored = get_fact(subjects, named.id, "Binary") if named else None
    if stored is None or stored.resource.get("contentType") not in EXTENSIONS:
        return None
    title = str(document.resource.get("description") or "")
    data = base64.b64decode(stored.resource.get("data") or "")
    return StoredFile(title, stored.resource["contentType"], data)
