"""The addresses of one's own settings and drafts."""

from django.urls import path

from florence.security.web import account, drafts, workstations
from florence.security.web.own_account import own_account
from florence.security.web.rules import signed_in

app_name = "own"

urlpatterns = [
    path("activity/", own_account(account.activity, act="security.show_activity"), name="activity"),
    path(
        "accounts/sessions/<int:pk>/end/",
        own_account(account.end_session, act="security.end_own_session"),
        name="end_session",
    ),
    path("settings/", signed_in(account.own_settings, act="security.own_settings"), name="settings"),
    path("settings/pin/", signed_in(workstations.own_pin, act="security.set_pin"), name="pin"),
    path("drafts/", signed_in(account.own_drafts, act="security.own_drafts"), name="drafts"),
    path("drafts/<str:form>/", signed_in(drafts.keep, act="security.save_draft"), name="draft"),
    path(
        "drafts/<str:form>/discard/",
        signed_in(drafts.discard, act="security.discard_draft"),
        name="draft_discard",
    ),
    path(
        "drafts/<str:form>/<uuid:subject_id>/",
        signed_in(drafts.keep, act="security.save_draft"),
        name="draft_about",
    ),
    path(
        "drafts/<str:form>/<uuid:subject_id>/discard/",
        signed_in(drafts.discard, act="security.discard_draft"),
        name="draft_about_discard",
    ),
]
