"""A copy of the record to take away."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse

from florence.fhir import parsing
from florence.foundation import clock
from florence.hospital.queries.house import hospital_name
from florence.portal.printing.record import RecordNotPrinted, print_record
from florence.portal.queries.own import own_chart
from florence.portal.web.forms import ALL, CopyForm
from florence.records.actions.copies import copy_record
from florence.records.reading.copies import PARTS, RecordCopy, bundle_of
from florence.security.decisions import ActionError
from florence.security.web.identity import actor_of

DATA = "data"
# Some 150 pages.
MOST_PRINTED = 5_000


def copy(request: HttpRequest) -> HttpResponseBase:
    """Choose parts and time, then download it to read or as data for another program."""
    actor = actor_of(request)
    chart = own_chart(actor)
    hospital = hospital_name()
    wants_data = request.POST.get("form") == DATA
    form = CopyForm(request.POST or None, initial={"parts": list(PARTS), "period": ALL})
    if form.is_valid():
        try:
            most = None if wants_data else MOST_PRINTED
            made = copy_record(actor, subject_id=chart.subject_id, wish=form.wish(), most=most)
            return _download(request, made, hospital)
        except (ActionError, RecordNotPrinted) as error:
            form.add_error(None, str(error))
    status = 422 if form.errors else 200
    return TemplateResponse(request, "portal/portal/copy.html", {"form": form}, status=status)


def _download(request: HttpRequest, made: RecordCopy, hospital: str) -> HttpResponse:
    if request.POST.get("form") == DATA:
        content = parsing.serialise(bundle_of(made, request.build_absolute_uri("/fhir")))
        return _file(content, "application/fhir+json", "json")
    return _file(print_record(made, hospital), "application/pdf", "pdf")


def _file(content: bytes, kind: str, ending: str) -> HttpResponse:
    """The name of the file tells the day, not the person: it may be seen by others on a shared computer."""
    name = f"my-record-{clock.now():%Y-%m-%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
