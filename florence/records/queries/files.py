"""Files of the record: what a document points to."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from florence.foundation.uploads import EXTENSIONS, CleanFile, clean_file
from florence.records.queries.facts import Fact, get_fact
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

    None when there is none for the reader, when the document was withdrawn, and when the file says that it is of a kind
    that is never cleaned here. What a program wrote is cleaned now, so that nothing else is handed to a browser; raises
    NotAccepted when it can't be, and Busy when not at the moment.
    """
    document = get_fact(subjects, document_id, "DocumentReference")
    if document is None or is_withdrawn(document.resource):
        return None
    named = file_of(document.resource)
    stored = get_fact(subjects, named.id, "Binary") if named else None
    if stored is None or stored.resource.get("contentType") not in EXTENSIONS:
        return None
    title = str(document.resource.get("description") or "")
    clean = _cleaned(stored)
    return StoredFile(title, clean.content_type, clean.data)


def _cleaned(stored: Fact) -> CleanFile:
    data = base64.b64decode(stored.resource.get("data") or "")
    # The form alone writes the first version of a file of no other source, and it writes what is clean.
    if stored.row.version == 1 and not stored.row.source:
        return CleanFile(stored.resource["contentType"], data)
    return clean_file(data)
