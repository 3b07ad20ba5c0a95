"""Paper about who somebody is."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from florence.hospital.queries.house import hospital_name
from florence.patients.printing.wristband import print_wristband
from florence.patients.queries import people
from florence.patients.web import addresses
from florence.security.resource_store import NoSuchResource
from florence.ui.printing.typesetting import NotPrinted


def wristband(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    """The wristband as PDF, to look at and print."""
    try:
        _row, resource = people.get_patient(subject_id)
    except NoSuchResource as missing:
        raise Http404 from missing
    try:
        printed = print_wristband(resource, hospital_name())
    except NotPrinted as problem:
        messages.error(request, str(problem))
        return addresses.see_other(addresses.identity_of(subject_id))
    # The name of the file tells nobody's name: it may be seen by others on a shared computer.
    headers = {"Content-Disposition": 'inline; filename="wristband.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(printed, content_type="application/pdf", headers=headers)
