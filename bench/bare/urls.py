"""The addresses of the bare site."""

from django.contrib.auth.views import LoginView
from django.urls import path

from bench.bare import views

urlpatterns = [
    path("login/", LoginView.as_view(template_name="bare/login.html", next_page="/patients/?q=Anders")),
    path("patients/", views.patients, name="patients"),
    path("patients/<uuid:patient_id>/", views.patient, name="patient"),
]
