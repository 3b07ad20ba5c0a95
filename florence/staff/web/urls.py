"""The addresses of the staff directory."""

from functools import partial

from django.urls import path

from florence.security.web.rules import page
from florence.staff.policies import Permission
from florence.staff.web import workspace

app_name = "staff"

managing = partial(page, act="staff.manage_staff", permission=Permission.MANAGE_STAFF)

urlpatterns = [
    path(
        "staff/",
        page(workspace.staff, act="staff.read_staff", permission=Permission.READ_STAFF),
        name="workspace_staff",
    ),
    path("staff/new/", managing(workspace.new_practitioner), name="workspace_new_practitioner"),
    path(
        "staff/<uuid:practitioner_id>/",
        managing(workspace.change_practitioner),
        name="workspace_change_practitioner",
    ),
    path(
        "staff/<uuid:practitioner_id>/gone/",
        managing(workspace.practitioner_gone),
        name="workspace_practitioner_gone",
    ),
]
