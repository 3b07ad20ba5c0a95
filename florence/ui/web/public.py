"""The component page: every part in every state, for those who build pages and for the browser tests."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import dateformat
from django.views.decorators.http import require_POST

from florence.ui import moments, spoken_days
from florence.ui.web import samples

LONGEST_DAY = 40
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


@require_POST
def day_words(request: HttpRequest) -> HttpResponse:
    """The day that a text means, like 24-Nov-2026 (Tue), for the box beside it; nothing for what is no day."""
    try:
        day = spoken_days.parse(request.POST.get("text", "")[:LONGEST_DAY])
    except ValueError:
        return HttpResponse(status=204)
    return HttpResponse(f"{moments.words(day)} ({dateformat.format(day, 'D')})", content_type="text/plain")
