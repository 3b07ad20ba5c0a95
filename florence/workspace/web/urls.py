"""The first pages of the staff."""

from django.urls import path

from florence.patients.policies import Permission as Patients
from florence.records.policies import Permission
from florence.security.web import rules
from florence.workspace.web import find, home

app_name = "workspace"

urlpatterns = [
    path(
        "today/",
        rules.page(home.home, act="patients.list_mine", permission="", is_logged_empty=False),
        name="workspace_home",
    ),
    path(
        "find/",
        rules.page(find.find, act="patients.search", permission=Patients.SEARCH_PATIENTS),
        name="workspace_find",
    ),
    path(
        "my-patients/",
        rules.page(home.my_patients, act="patients.list_mine", permission=Permission.READ_RECORD),
        name="workspace_patients",
    ),
]
