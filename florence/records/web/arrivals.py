"""Receiving somebody unknown in an emergency."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from florence.records.actions.arrivals import register_arrival
from florence.records.web.forms.arrivals import ArrivalForm
from florence.security.decisions import ActionError
from florence.security.web.identity import actor_of

WRONG = 422


def arrive(request: HttpRequest) -> HttpResponseBase:
    """One page and one save; then the identity of the new patient, where the wristband is printed."""
    form = ArrivalForm(request.POST or None)
    if form.is_valid():
        try:
            patient = register_arrival(
                actor_of(request), arrival=form.arrival(), row_id=form.cleaned_data["key"]
            )
        except ActionError as error:
            form.add_error(getattr(error, "field", None), str(error))
        else:
            messages.success(
                request, _("The patient is registered and the visit has begun. Print the wristband.")
            )
            where = reverse("patients:workspace_identity", args=[patient.id])
            return HttpResponse(status=303, headers={"Location": where})
    status = WRONG if request.method == "POST" else 200
    return TemplateResponse(request, "records/workspace/arrive.html", {"form": form}, status=status)
