"""The addresses of the house."""

from functools import partial

from django.urls import path

from florence.hospital.policies import Permission
from florence.hospital.web import workspace
from florence.security.web.rules import page

app_name = "hospital"

reading = partial(page, act="hospital.read_places", permission=Permission.READ_PLACES)
managing = partial(page, act="hospital.manage_places", permission=Permission.MANAGE_PLACES)

urlpatterns = [
    path("departments/", reading(workspace.departments), name="workspace_departments"),
    path("departments/new/", managing(workspace.new_department), name="workspace_new_department"),
    path(
        "departments/<uuid:organization_id>/new/",
        managing(workspace.new_department),
        name="workspace_new_department_inside",
    ),
    path(
        "departments/<uuid:organization_id>/",
        managing(workspace.change_department),
        name="workspace_change_department",
    ),
    path(
        "departments/<uuid:organization_id>/close/",
        managing(workspace.close_department),
        name="workspace_close_department",
    ),
    path("places/", reading(workspace.places_tree), name="workspace_places"),
    path("places/new/", managing(workspace.new_place), name="workspace_new_place"),
    path("places/<uuid:location_id>/new/", managing(workspace.new_place), name="workspace_new_place_inside"),
    path("places/<uuid:location_id>/", managing(workspace.change_place), name="workspace_change_place"),
    path("places/<uuid:location_id>/close/", managing(workspace.close_place), name="workspace_close_place"),
]
