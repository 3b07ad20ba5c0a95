"""Facts of the house that every page needs, whoever opens it: its name, and the zone in which times are shown."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from florence.hospital.queries import house
from florence.security.actors import nobody
from florence.security.scope import has_scope, scope

Answer = Callable[[HttpRequest], HttpResponse]


def hospital_name() -> str:
    """The name of the house; "" before it has one."""
    return _known("hospital-name", house.hospital_name)


def site_zone(get_response: Answer) -> Answer:
    """Show times in the zone of the site."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(ZoneInfo(_known("site-zone", house.site_zone))):
            return get_response(request)

    return middleware


def _known(name: str, read: Callable[[], str]) -> str:
    """What the process remembers; else it is read, as anybody may."""
    known = caches["process"].get(name)
    if known is not None or has_scope():
        return str(known if known is not None else read())
    with scope(nobody(), "config.show_house"):
        return read()
