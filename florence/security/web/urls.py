"""The addresses of accounts, roles, the log of access and emergency access."""

from django.urls import path

from florence.security.policies import Permission
from florence.security.web import (
    access_log,
    accounts,
    activities,
    assignments,
    break_glass,
    explanations,
    limits,
    questions,
    reviews,
    roles,
    workstations,
)
from florence.security.web.own_account import at_the_door, forgets_what_was_stored
from florence.security.web.rules import page, signed_in

app_name = "security"

urlpatterns = [
    path(
        "patients/<uuid:subject_id>/emergency-access/",
        page(
            break_glass.open_record,
            act="security.open_break_glass",
            permission=Permission.BREAK_GLASS,
            subject="subject_id",
            shelf="identity",
        ),
        name="workspace_break_glass",
    ),
    path(
        "emergency-access/explanations/",
        page(explanations.explanations, act="security.list_explanations", permission=Permission.BREAK_GLASS),
        name="workspace_explanations",
    ),
    path(
        "emergency-access/explanations/<uuid:break_glass_id>/",
        page(explanations.explain, act="security.list_explanations", permission=Permission.BREAK_GLASS),
        name="workspace_explain",
    ),
    path(
        "privacy/emergency-access/",
        page(reviews.reviews, act="security.list_break_glass", permission=Permission.REVIEW_BREAK_GLASS),
        name="workspace_reviews",
    ),
    path(
        "privacy/emergency-access/<uuid:break_glass_id>/",
        page(reviews.review, act="security.list_break_glass", permission=Permission.REVIEW_BREAK_GLASS),
        name="workspace_review",
    ),
    path(
        "privacy/access-log/",
        page(access_log.access_log, act="security.read_access_log", permission=Permission.READ_ACCESS_LOG),
        name="workspace_access_log",
    ),
    path(
        "privacy/access-log/find/",
        page(access_log.find, act="security.find_in_access_log", permission=Permission.READ_ACCESS_LOG),
        name="workspace_access_log_find",
    ),
    path(
        "privacy/access-log/copy/",
        page(
            access_log.export,
            act="security.read_access_log",
            permission=Permission.READ_ACCESS_LOG,
            is_logged=False,
        ),
        name="workspace_access_log_export",
    ),
    path(
        "privacy/access-log/<uuid:event_id>/",
        page(access_log.event, act="security.read_access_log", permission=Permission.READ_ACCESS_LOG),
        name="workspace_access_event",
    ),
    path(
        "privacy/questions/",
        page(questions.questions, act="security.list_questions", permission=Permission.ANSWER_QUESTIONS),
        name="workspace_questions",
    ),
    path(
        "privacy/questions/<uuid:question_id>/",
        page(questions.answer, act="security.list_questions", permission=Permission.ANSWER_QUESTIONS),
        name="workspace_answer",
    ),
    path(
        "administration/accounts/",
        page(accounts.accounts, act="security.list_accounts", permission=Permission.MANAGE_ACCOUNTS),
        name="workspace_accounts",
    ),
    path(
        "administration/accounts/new/",
        page(accounts.new_account, act="security.list_accounts", permission=Permission.MANAGE_ACCOUNTS),
        name="workspace_new_account",
    ),
    path(
        "administration/accounts/<uuid:account_id>/",
        page(accounts.account, act="security.read_account", permission=Permission.MANAGE_ACCOUNTS),
        name="workspace_account",
    ),
    path(
        "administration/accounts/<uuid:account_id>/disable/",
        page(accounts.disable, act="security.read_account", permission=Permission.MANAGE_ACCOUNTS),
        name="workspace_disable_account",
    ),
    path(
        "administration/accounts/<uuid:account_id>/enable/",
        page(accounts.enable, act="security.read_account", permission=Permission.MANAGE_ACCOUNTS),
        name="workspace_enable_account",
    ),
    path(
        "administration/accounts/<uuid:account_id>/end-sessions/",
        page(accounts.end_sessions, act="security.read_account", permission=Permission.MANAGE_ACCOUNTS),
        name="workspace_end_sessions",
    ),
    path(
        "administration/accounts/<uuid:account_id>/roles/",
        page(assignments.give, act="security.read_account", permission=Permission.MANAGE_ACCOUNTS),
        name="workspace_give_role",
    ),
    path(
        "administration/accounts/<uuid:account_id>/roles/<uuid:assignment_id>/end/",
        page(assignments.end, act="security.read_account", permission=Permission.MANAGE_ACCOUNTS),
        name="workspace_end_role",
    ),
    path(
        "administration/roles/",
        page(roles.roles, act="security.list_roles", permission=Permission.MANAGE_ROLES),
        name="workspace_roles",
    ),
    path(
        "administration/roles/new/",
        page(roles.new_role, act="security.list_roles", permission=Permission.MANAGE_ROLES),
        name="workspace_new_role",
    ),
    path(
        "administration/roles/<uuid:role_id>/",
        page(roles.role, act="security.read_role", permission=Permission.MANAGE_ROLES),
        name="workspace_role",
    ),
    path(
        "administration/roles/<uuid:role_id>/archive/",
        page(roles.archive, act="security.read_role", permission=Permission.MANAGE_ROLES),
        name="workspace_archive_role",
    ),
    path(
        "administration/session-limits/",
        page(limits.limits, act="security.list_session_limits", permission=Permission.MANAGE_PLACES),
        name="workspace_session_limits",
    ),
    path(
        "administration/session-limits/<uuid:place_id>/",
        page(limits.change, act="security.list_session_limits", permission=Permission.MANAGE_PLACES),
        name="workspace_change_limits",
    ),
    path(
        "administration/workstations/",
        page(
            workstations.workstations,
            act="security.list_workstations",
            permission=Permission.MANAGE_WORKSTATIONS,
        ),
        name="workspace_workstations",
    ),
    path(
        "administration/workstations/<uuid:workstation_id>/end/",
        page(
            workstations.revoke, act="security.list_workstations", permission=Permission.MANAGE_WORKSTATIONS
        ),
        name="workspace_revoke_workstation",
    ),
    path(
        "workstation/",
        at_the_door(workstations.door, act="security.open_workstation"),
        name="workstation_door",
    ),
    path(
        "workstation/leave/",
        signed_in(forgets_what_was_stored(workstations.cover), act="security.leave_workstation"),
        name="workstation_leave",
    ),
    path(
        "administration/activities/",
        page(activities.activities, act="security.list_activities", permission=Permission.READ_ACTIVITIES),
        name="workspace_activities",
    ),
]
