"""Adding a letter, a scan or a photo to the record."""

import base64
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from florence.foundation.identifiers import new_id
from florence.foundation.uploads import CleanFile
from florence.records import policies
from florence.records.actions.authors import author_of
from florence.records.actions.entries import Content, forget_draft, now_text
from florence.records.actions.facts import add_fact
from florence.records.models import Resource
from florence.records.store import FACTS
from florence.security.actors import Actor
from florence.security.doors import action
from florence.terminology.systems import LOINC

TYPE = "DocumentReference"
DRAFT = "records.document"

# Kinds of documents with their codes of the LOINC document ontology (http://loinc.org).
KINDS: dict[str, tuple[str, str, Promise]] = {
    "letter": ("51852-2", "Letter", _("Letter")),
    "discharge": ("18842-5", "Discharge summary", _("Discharge summary")),
    "laboratory": ("11502-2", "Laboratory report", _("Laboratory report")),
    "imaging": ("18748-4", "Diagnostic imaging study", _("Imaging report")),
    "referral": ("57133-1", "Referral note", _("Referral")),
    "consent": ("59284-0", "Consent Document", _("Signed consent")),
    "photo": ("72170-4", "Photographic image Unspecified body region Document", _("Photo")),
    "other": ("34109-9", "Note", _("Something else")),
}


@dataclass(frozen=True)
class NewDocument:
    """What is added: a title, a key of KINDS, the FHIR date it was written ("" when not known), and the file."""

    title: str
    kind: str
    file: CleanFile
    written: str = ""


@action(may=policies.may_record_document, subject="subject_id")
def record_document(
    actor: Actor, *, subject_id: UUID, document: NewDocument, entry_id: UUID | None = None
) -> Resource:
    """Keep a file and the entry that names it.

    `entry_id` makes it safe to send twice: the first stays. Raises NotValid.
    """
    forget_draft(actor, DRAFT, subject_id)
    known = FACTS.rows.filter(id=entry_id, subject_id=subject_id).first() if entry_id else None
    if known is not None:
        return known
    file_id = new_id()
    add_fact(_binary(document.file, subject_id), subject_id=subject_id, row_id=file_id)
    return add_fact(_reference(actor, subject_id, document, file_id), subject_id=subject_id, row_id=entry_id)


def _binary(file: CleanFile, subject_id: UUID) -> Content:
    return {
        "resourceType": "Binary",
        "contentType": file.content_type,
        "securityContext": {"reference": f"Patient/{subject_id}"},
        "data": base64.b64encode(file.data).decode(),
    }


def _reference(actor: Actor, subject_id: UUID, document: NewDocument, file_id: UUID) -> Content:
    code, display, words = KINDS[document.kind]
    attachment = {
        "contentType": document.file.content_type,
        "url": f"Binary/{file_id}",
        "size": len(document.file.data),
        "title": document.title,
    }
    if document.written:
        attachment["creation"] = document.written
    return {
        "resourceType": TYPE,
        "status": "current",
        "type": {"coding": [{"system": LOINC, "code": code, "display": display}], "text": str(words)},
        "subject": {"reference": f"Patient/{subject_id}"},
        "date": now_text(),
        "author": [author_of(actor)],
        "description": document.title,
        "content": [{"attachment": attachment}],
    }
