"""Sending the form of a document, and handing out its file."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from florence.foundation.uploads import NotAccepted
from florence.records.actions.documents import record_document
from florence.records.queries.files import get_file
from florence.records.web.chart import chart_or_404
from florence.records.web.forms.documents import DocumentForm
from florence.records.web.panels import file_panel
from florence.records.web.sending import Sending, send
from florence.security.web.identity import actor_of
from florence.ui.web.files import file_answer, file_refused


def record(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    """Add a letter, a scan or a photo."""

    def act(form: DocumentForm) -> Any:
        key = form.cleaned_data["key"]
        return record_document(
            actor_of(request), subject_id=subject_id, document=form.document(), entry_id=key
        )

    return send(
        request, subject_id, Sending(DocumentForm, act, file_panel, _("Document added."), "documents")
    )


def file(request: HttpRequest, subject_id: UUID, entry_id: UUID) -> HttpResponseBase:
    """The file of a document."""
    try:
        found = get_file(chart_or_404(subject_id).subjects, entry_id)
    except NotAccepted as refusal:
        return file_refused(request, refusal)
    if found is None:
        raise Http404
    return file_answer(found.data, found.content_type, found.name)
