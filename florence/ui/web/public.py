"""The component page: every part in every state, for those who build pages and for the browser tests."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from florence.ui.web import samples

FACES = {
    "workspace": "ui/components.html",
    "portal": "ui/components_portal.html",
    "sign-in": "ui/components_plain.html",
}


def components(request: HttpRequest, part: str = "workspace") -> HttpResponse:
    """The components in one face; ``?dir=rtl`` and ``?theme=dark`` show the other direction and theme,
    ``?panel=note`` the side panel, ``?stop=1`` the stop dialog, ``?who=0`` and on other patients."""
    if part not in FACES:
        raise Http404
    context: dict[str, Any] = samples.shell() | samples.components()
    if part == "portal":
        context["navigation"] = samples.portal_navigation()
    if request.GET.get("dir") in {"rtl", "ltr"}:
        context["direction"] = request.GET["dir"]
    if request.GET.get("theme") in {"light", "dark"}:
        context["theme"] = request.GET["theme"]
    context |= {"panel": "panel" in request.GET, "stop": "stop" in request.GET}
    people = {str(number): person for number, person in enumerate(samples.PATIENTS)}
    context["patient"] = people.get(request.GET.get("who", ""), samples.MARYAM)
    return render(request, FACES[part], context)
