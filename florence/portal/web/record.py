"""The own record: its parts, each part, and one letter or note."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from florence.foundation.uploads import NotAccepted
from florence.portal.queries.documents import get_document
from florence.portal.queries.own import full_name, own_chart
from florence.portal.queries.sections import BY_NAME, PARTS, get_section
from florence.portal.rules.times import date_words
from florence.portal.web.paging import page_of
from florence.records.queries.files import get_file
from florence.security.web.identity import actor_of
from florence.ui.web.files import file_answer, file_refused


def record(request: HttpRequest) -> HttpResponseBase:
    """The parts of the record."""
    chart = own_chart(actor_of(request))
    banner = chart.banner
    context = {
        "name": full_name(chart),
        "born": date_words(banner.born) if banner.born else "",
        "number": banner.number,
        "parts": PARTS,
    }
    return TemplateResponse(request, "portal/portal/record.html", context)


def part(request: HttpRequest, name: str) -> HttpResponseBase:
    """One part of the record, forty lines a page."""
    wanted = BY_NAME.get(name)
    if wanted is None:
        raise Http404
    chart = own_chart(actor_of(request))
    section = get_section(chart, wanted)
    shown = page_of(section, request.GET.get("page", ""))
    context = {"section": shown.section, "pages": shown, "state": chart.banner.allergies}
    return TemplateResponse(request, "portal/portal/part.html", context)


def document(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """One letter, note or report."""
    opened = get_document(own_chart(actor_of(request)), document_id)
    if opened is None:
        raise Http404
    return TemplateResponse(request, "portal/portal/document.html", {"document": opened})


def file(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The file of a letter, a scan or a photo."""
    try:
        found = get_file(own_chart(actor_of(request)).subjects, document_id)
    except NotAccepted as refusal:
        return file_refused(request, refusal)
    if found is None:
        raise Http404
    return file_answer(found.data, found.content_type, found.name)
