"""The addresses that only a demo answers."""

from django.urls import path

from florence.config.demo import web
from florence.security.policies import Permission
from florence.security.web.rules import page, public, signed_in

app_name = "demo"

urlpatterns = [
    path("try/", public(web.try_this, act="config.try_this"), name="try_this"),
    path("try/<slug:key>/", signed_in(web.person, act="config.open_demo_person"), name="person"),
    path(
        "administration/demo/",
        page(web.reset, act="config.reset_demo", permission=Permission.MANAGE_ROLES),
        name="reset",
    ),
]
