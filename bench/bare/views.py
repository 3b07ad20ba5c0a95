"""Two pages: one patient with the newest lines of the record, and a list by a part of a name."""

from uuid import UUID

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bench.bare.models import Audit, Patient

LINES, SHOWN = 30, 20


@login_required
@permission_required("bare.view_patient", raise_exception=True)
def patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """One patient."""
    found = get_object_or_404(Patient, id=patient_id)
    Audit.objects.create(account=request.user, act="patient", patient=found)
    entries = list(found.entries.order_by("-at")[:LINES])
    return render(request, "bare/patient.html", {"patient": found, "entries": entries})


@login_required
@permission_required("bare.view_patient", raise_exception=True)
def patients(request: HttpRequest) -> HttpResponse:
    """The patients whose name holds what was asked for."""
    found = list(Patient.objects.filter(name__contains=request.GET["q"]).order_by("name")[:SHOWN])
    Audit.objects.create(account=request.user, act="list")
    return render(request, "bare/patients.html", {"patients": found, "q": request.GET["q"]})
