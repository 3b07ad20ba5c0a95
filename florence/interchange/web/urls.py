"""The addresses of the programs that may exchange records."""

from django.urls import path

from florence.interchange.policies import Permission
from florence.interchange.web import clients
from florence.security.web.rules import View, page

app_name = "interchange"


def _page(view: View) -> View:
    return page(view, act="interchange.list_clients", permission=Permission.MANAGE_CLIENTS)


urlpatterns = [
    path("administration/programs/", _page(clients.clients), name="workspace_clients"),
    path("administration/programs/new/", _page(clients.new_client), name="workspace_new_client"),
    path(
        "administration/programs/<uuid:registered_id>/end/",
        _page(clients.revoke),
        name="workspace_revoke_client",
    ),
]
