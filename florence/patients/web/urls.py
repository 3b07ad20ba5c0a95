"""The addresses of people."""

from functools import partial

from django.urls import path

from florence.patients.policies import Permission
from florence.patients.web.workspace import contacts, identity, prints, registration, search
from florence.security.web import rules

app_name = "patients"

PERSON = "patients/<uuid:subject_id>/identity/"

reading = partial(
    rules.page,
    act="patients.read_identity",
    permission=Permission.READ_IDENTITY,
    subject="subject_id",
    shelf=rules.IDENTITY,
)
changing = partial(
    rules.page,
    act="patients.read_identity",
    permission=Permission.CHANGE_IDENTITY,
    subject="subject_id",
    shelf=rules.IDENTITY,
)

urlpatterns = [
    path(
        "patients/search/",
        rules.page(search.search_patients, act="patients.search", permission=Permission.SEARCH_PATIENTS),
        name="workspace_search",
    ),
    path(
        "patients/new/",
        rules.page(
            registration.register, act="patients.open_registration", permission=Permission.REGISTER_PATIENT
        ),
        name="workspace_register",
    ),
    path(PERSON, reading(identity.identity), name="workspace_identity"),
    path(
        f"{PERSON}wristband/",
        rules.page(
            prints.wristband,
            act="patients.print_wristband",
            permission=Permission.READ_IDENTITY,
            subject="subject_id",
            shelf=rules.IDENTITY,
        ),
        name="workspace_print_wristband",
    ),
    path(f"{PERSON}history/", reading(identity.history), name="workspace_identity_history"),
    path(f"{PERSON}numbers/add/", changing(identity.add_number), name="workspace_add_number"),
    path(
        f"{PERSON}numbers/<int:place>/remove/",
        changing(identity.remove_number),
        name="workspace_remove_number",
    ),
    path(
        f"{PERSON}numbers/<int:place>/prefer/",
        changing(identity.prefer_number),
        name="workspace_prefer_number",
    ),
    path(f"{PERSON}people/add/", changing(contacts.add), name="workspace_add_person_around"),
    path(
        f"{PERSON}people/<uuid:row_id>/remove/",
        changing(contacts.remove),
        name="workspace_remove_person_around",
    ),
    path(f"{PERSON}<slug:part>/", changing(identity.change_part), name="workspace_change_identity"),
]
