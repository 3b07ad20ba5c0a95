"""The addresses of accounts, roles, the log of access and emergency access."""

from django.urls import path

from florence.security.policies import Permission
from florence.security.web import access_log, break_glass, questions, reviews
from florence.security.web.rules import page

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
]
