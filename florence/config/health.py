"""Whether this Florence lives, whether it is ready to serve, and figures for those who watch it."""

from django.http import HttpRequest, HttpResponse, JsonResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return JsonResponse({"status": "alive"})


def readyz(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return JsonResponse({"status": "ready"})


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures."""
    return HttpResponse("", content_type="text/plain; version=0.0.4")
