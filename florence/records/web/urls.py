"""The addresses of the chart."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from florence.records.policies import Permission
from florence.records.web import allergies, arrivals, documents, history, problems, vitals, workspace
from florence.records.web.tabs import TABS, ChartTab
from florence.security.web import rules

app_name = "records"

View = Callable[..., HttpResponseBase]
PATIENT = "patients/<uuid:subject_id>/"


def _page(
    where: str, view: View, name: str, *, permission: str = Permission.READ_RECORD, shelf: str = rules.RECORD
) -> URLPattern:
    guarded = rules.page(
        view, act="records.read_chart", permission=permission, subject="subject_id", shelf=shelf
    )
    return path(f"{PATIENT}{where}", guarded, name=f"workspace_{name}")


def _tab(tab: ChartTab) -> URLPattern:
    where = "" if tab.name == "summary" else f"{tab.name}/"
    # Allergies stand on the shelf that every clinician reaches in an emergency.
    shelf = rules.EMERGENCY if tab.name == "allergies" else rules.RECORD
    return _page(where, workspace.view_of(tab.name), tab.name, shelf=shelf)


def _form(where: str, view: View, name: str, permission: str) -> URLPattern:
    return _page(where, view, name, permission=permission)


ALLERGY, PROBLEM = Permission.RECORD_ALLERGY, Permission.RECORD_PROBLEM
VITALS, HISTORY = Permission.RECORD_VITALS, Permission.RECORD_HISTORY

urlpatterns: list[URLPattern] = [
    path(
        "patients/unknown/",
        rules.page(arrivals.arrive, act="records.open_arrival", permission=Permission.REGISTER_ARRIVAL),
        name="workspace_arrive",
    ),
    *(_tab(tab) for tab in TABS),
    _page("banner/", workspace.banner, "banner", shelf=rules.EMERGENCY),
    _page("print/", workspace.print_summary, "print"),
    _form("allergies/record/", allergies.record, "record_allergy", ALLERGY),
    _form("allergies/none-known/", allergies.none_known, "no_known_allergies", ALLERGY),
    _form("allergies/<uuid:entry_id>/", allergies.change, "change_allergy", ALLERGY),
    _form("allergies/<uuid:entry_id>/withdraw/", allergies.withdraw, "withdraw_allergy", ALLERGY),
    _form("problems/record/", problems.record, "record_problem", PROBLEM),
    _form("problems/<uuid:entry_id>/", problems.change, "change_problem", PROBLEM),
    _form("problems/<uuid:entry_id>/withdraw/", problems.withdraw, "withdraw_problem", PROBLEM),
    _form("vitals/record/", vitals.record, "record_vitals", VITALS),
    _form("history/record/", history.record, "record_history", HISTORY),
    _form("history/<uuid:entry_id>/", history.change, "change_history", HISTORY),
    _form("documents/record/", documents.record, "record_file", Permission.RECORD_DOCUMENT),
    path(
        f"{PATIENT}documents/<uuid:entry_id>/file/",
        rules.page(
            documents.file, act="records.read_file", permission=Permission.READ_RECORD, subject="subject_id"
        ),
        name="workspace_file",
    ),
    path(
        "diagnoses/",
        rules.page(problems.codes, act="records.search_codes", permission=PROBLEM, is_logged=False),
        name="workspace_codes",
    ),
]
